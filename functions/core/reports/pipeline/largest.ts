import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Section } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import type { PipelineResult } from './rows.ts'
import { standingWindow, wholeStanding } from './standing.ts'

/** Share of the open money that the ten largest opportunities hold; null when none has an amount. */
export function concentrationOf(result: PipelineResult): number | null {
  const ten = sumOfMoney(result.largest.map((row) => row.money))
  return ratio(moneyNumber(ten), moneyNumber(wholeStanding(result).money))
}

const share = (part: number, whole: number) => ({
  value: ratio(part, whole),
  interval: null,
  smallSample: false,
})

/** How much hangs on a few deals. */
export function largestSection(input: ReportInput, result: PipelineResult): Section {
  const whole = moneyNumber(wholeStanding(result).money)
  const money = result.largest.map((row) => moneyNumber(row.money))
  return {
    id: 'largest',
    title: 'How much of the open pipeline the largest deals hold',
    tables: [
      {
        id: 'largest',
        title: 'The ten largest open deals',
        description:
          'Together: the share of the open amount that this deal and those above it hold.',
        columns: [
          { id: 'opportunity', label: 'Opportunity', unit: 'text' },
          { id: 'money', label: 'Amount', unit: 'money' },
          { id: 'share', label: 'Share', unit: 'rate' },
          { id: 'together', label: 'Together', unit: 'rate' },
          { id: 'stage', label: 'Stage', unit: 'text' },
          { id: 'age', label: 'Age', unit: 'duration_days', description: 'Since it was opened' },
          { id: 'expected_close', label: 'Expected close', unit: 'date', missing: 'no date' },
          { id: 'rep', label: 'Rep', unit: 'text' },
          { id: 'segment', label: 'Segment', unit: 'text' },
        ],
        rows: result.largest.map((row, index) => ({
          opportunity: row.opportunity_id,
          money: moneyNumber(row.money),
          share: share(moneyNumber(row.money), whole),
          together: share(
            money.slice(0, index + 1).reduce((sum, each) => sum + each, 0),
            whole,
          ),
          stage: row.stage ?? '(none)',
          age: row.age_days,
          expected_close: row.expected_close,
          rep: row.rep,
          segment: row.segment,
        })),
        receipt: receipt(
          'pipeline_largest',
          'Amount of the ten largest open opportunities / amount of all.',
          'at the rate of the moment',
          standingWindow(input),
          { numerator: money.reduce((sum, each) => sum + each, 0), denominator: whole },
        ),
      },
    ],
  }
}
