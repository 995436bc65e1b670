import { defaultRule, wonStep } from '../funnel.ts'
import type { Figure, RateCell, Receipt } from '../report-data.ts'
import { ratio, rounded, smallSampleBelow, wilson } from '../statistics.ts'
import type { ConversionResult, StageRow } from './conversion-rows.ts'
import type { ReportInput } from './definition.ts'

const secondsPerDay = 86_400

/** What each rule means, in the words of the metric definitions. */
export const ruleMeaning: Readonly<Record<string, string>> = {
  any: 'this stage or a later one visited',
  all: 'every stage up to here visited',
}

/** A share with its Wilson interval, and whether the sample is small. */
export function rate(part: number, whole: number): RateCell {
  return {
    value: ratio(part, whole),
    interval: wilson(part, whole),
    smallSample: whole > 0 && whole < smallSampleBelow,
  }
}

/** The row of a step under a rule; zeros where nothing entered in the period. */
export function stageAt(result: ConversionResult, rule: string, step: number): StageRow {
  const none = { reached: 0, visited: 0, lost: 0, expired: 0, still_open: 0, won_otherwise: 0 }
  const found = result.stages.find((row) => row.rule === rule && row.step === step)
  return found ?? { rule, step, ...none }
}

export function cohortWindow({ period }: ReportInput): string {
  return period.label === 'all'
    ? 'every attempt, by its first step'
    : `attempts whose first step lies in ${period.label} (from ${period.startsOn} to before ${period.endsOn})`
}

export function receiptOf(
  input: ReportInput,
  query: string,
  definition: string,
  counts: Pick<Receipt, 'numerator' | 'denominator'> = {},
): Receipt {
  const rule = defaultRule(input.funnel)
  const variant = `rule ${rule}: ${ruleMeaning[rule]}; cohort basis`
  return { definition, variant, ...counts, window: cohortWindow(input), query }
}

/** The counts that the headline stands on. */
export function totalsOf(input: ReportInput, result: ConversionResult) {
  const rule = defaultRule(input.funnel)
  const entered = stageAt(result, rule, 1).reached
  const won = stageAt(result, rule, wonStep(input.funnel)).reached
  const before = result.stages.filter(
    (row) => row.rule === rule && row.step < wonStep(input.funnel),
  )
  const sum = (key: 'lost' | 'expired' | 'still_open') =>
    before.reduce((total, row) => total + row[key], 0)
  return { entered, won, lost: sum('lost'), expired: sum('expired'), open: sum('still_open') }
}

function durationFigure(
  input: ReportInput,
  n: number,
  part: { id: string; label: string; seconds: number | null; variant: string },
): Figure {
  const query = 'conversion_time_to_won'
  const definition =
    'Elapsed time from the first visit to stage 1 to the first visit to the won stage; calendar days where either is a day without time.'
  return {
    id: part.id,
    label: part.label,
    value: part.seconds === null ? null : rounded(part.seconds / secondsPerDay),
    unit: 'duration_days',
    n,
    smallSample: n > 0 && n < smallSampleBelow,
    ...(n === 0 ? { missing: 'no won attempt that visited both stages' } : {}),
    receipt: { ...receiptOf(input, query, definition), variant: part.variant },
  }
}

function durationFigures(input: ReportInput, result: ConversionResult): Figure[] {
  const time = result.timeToWon[0]
  const n = time?.number ?? 0
  const total = time?.total_seconds ?? null
  return [
    durationFigure(input, n, {
      id: 'days_to_won_median',
      label: 'Median days to won',
      seconds: time?.median_seconds ?? null,
      variant: 'median, type 7',
    }),
    durationFigure(input, n, {
      id: 'days_to_won_mean',
      label: 'Mean days to won',
      seconds: n === 0 || total === null ? null : total / n,
      variant: 'mean',
    }),
  ]
}

/** The figures at the top of the page. */
export function headlineFigures(input: ReportInput, result: ConversionResult): Figure[] {
  const { entered, won, open } = totalsOf(input, result)
  const count = (id: string, label: string, value: number, definition: string): Figure => ({
    id,
    label,
    value,
    unit: 'count',
    receipt: receiptOf(input, 'conversion_stages', definition, { numerator: value }),
  })
  const { value, interval, smallSample } = rate(won, entered)
  const label = input.funnel.stages[wonStep(input.funnel) - 1]?.label ?? 'won'
  return [
    {
      id: 'conversion',
      label: 'Conversion',
      value,
      unit: 'rate',
      interval,
      n: entered,
      smallSample,
      ...(entered === 0 ? { missing: 'nothing entered the funnel in this period' } : {}),
      receipt: receiptOf(
        input,
        'conversion_stages',
        `Attempts that reached ${label} / attempts that entered. Wilson 95 % interval.`,
        { numerator: won, denominator: entered },
      ),
    },
    count('entered', 'Entered', entered, 'Attempts that reached stage 1.'),
    count('won', 'Won', won, `Attempts that reached ${label}.`),
    count('open', 'Still open', open, 'Attempts neither won, lost nor expired as of the report.'),
    ...durationFigures(input, result),
  ]
}

const percent = (share: number) => `${(Math.round(share * 1000) / 10).toFixed(1)} %`

/** What the page says first: the rate, what it stands on, and what is not decided yet. */
export function headlineOf(input: ReportInput, result: ConversionResult): string {
  const { entered, won, lost, expired, open } = totalsOf(input, result)
  const when = input.period.label === 'all' ? '' : ` in ${input.period.label}`
  const share = ratio(won, entered)
  if (share === null) return `No ${input.funnel.subject} entered ${input.funnel.title}${when}.`
  const settled = lost + expired
  return `${won} of ${entered} ${input.funnel.subject}s that entered${when} were won (${percent(share)}); ${open} are still open and ${settled} dropped off.`
}
