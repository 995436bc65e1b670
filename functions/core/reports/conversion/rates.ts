import { wonStep } from '../../funnel.ts'
import type { Share } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { stageLabel, wonLabel } from './figures.ts'
import type { BreakdownRow } from './rows.ts'

/** A rate whose change is explained: what it counts in a row, and how it is called. */
export interface CountedRate {
  readonly id: string
  readonly label: string
  readonly share: (row: BreakdownRow) => Share
}

/** Conversion from entered to won, then every step up to won. */
export function ratesOf(input: ReportInput): CountedRate[] {
  const steps = Array.from({ length: wonStep(input.funnel) - 1 }, (_, index) => index + 1)
  return [
    {
      id: 'overall',
      label: `Entered to ${wonLabel(input)}`,
      share: (row) => ({ part: row.won, whole: row.entered }),
    },
    ...steps.map((step) => ({
      id: `step_${step + 1}`,
      label: `${stageLabel(input, step)} to ${stageLabel(input, step + 1)}`,
      share: (row: BreakdownRow) => ({
        part: row.reached[step] ?? 0,
        whole: row.reached[step - 1] ?? 0,
      }),
    })),
  ]
}
