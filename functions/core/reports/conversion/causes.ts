import { ratio, type Share } from '../../statistics.ts'
import type { ConversionResult } from './rows.ts'

/** Signs of why a segment stays at a stage; a whole of 0 where nothing is known. */
interface Signs {
  /** Ideal customers of those with a score. */
  readonly fit: Share
  /** Not touched lately, of the open. */
  readonly cold: Share
  /** In the stage longer than usual, of the open that can be judged. */
  readonly stalled: Share
}

const sum = <T>(rows: readonly T[], of: (row: T) => number) =>
  rows.reduce((total, row) => total + of(row), 0)

/** The signs of one segment at a stage, or of all segments there. */
export function signsAt(result: ConversionResult, step: number, value?: string): Signs {
  const isHere = (row: { step: number; value: string }) =>
    row.step === step && (value === undefined || row.value === value)
  const [fit, causes] = [result.fit.filter(isHere), result.causes.filter(isHere)]
  return {
    fit: { part: sum(fit, (row) => row.fitting), whole: sum(fit, (row) => row.known) },
    cold: {
      part: sum(causes, (row) => row.untouched),
      whole: sum(causes, (row) => row.open_tries),
    },
    stalled: { part: sum(causes, (row) => row.stalled), whole: sum(causes, (row) => row.judged) },
  }
}

/** Said where no sign stands out. */
export const noCause = 'none stands out'

/** Smaller excesses are noise, and fewer cases than this say nothing. */
const leastExcess = 0.05
const leastCases = 10

function excess(own: Share, all: Share): number {
  const [part, whole] = [ratio(own.part, own.whole), ratio(all.part, all.whole)]
  return part === null || whole === null || own.whole < leastCases ? 0 : part - whole
}

/** The sign in which a segment stands out most against all segments at the stage. */
export function causeOf(result: ConversionResult, step: number, value: string): string {
  const [own, all] = [signsAt(result, step, value), signsAt(result, step)]
  const causes = [
    { name: 'wrong audience', by: -excess(own.fit, all.fit) },
    { name: 'going cold', by: excess(own.cold, all.cold) },
    { name: 'stalling', by: excess(own.stalled, all.stalled) },
  ]
  const [first] = causes.filter((each) => each.by >= leastExcess).sort((a, b) => b.by - a.by)
  return first?.name ?? noCause
}
