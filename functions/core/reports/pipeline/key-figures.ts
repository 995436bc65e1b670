import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt, rowsOf } from '../parts.ts'
import { companyCoverage, mainCoverage } from './coverage.ts'
import type { KeyResult } from './key-rows.ts'
import { decidedOf, outcomeDefinition, outcomeOf, winRate } from './outcomes.ts'
import { coverageDefinition, quotaWindow } from './quota-tables.ts'
import { standingWindow } from './standing.ts'

function openFigure(input: ReportInput, { open }: Pick<KeyResult, 'open'>): Figure {
  const rows = rowsOf(open, 'all')
  const priced = rows.reduce((sum, row) => sum + row.priced, 0)
  const deals = rows.reduce((sum, row) => sum + row.deals, 0)
  const isUnknown = deals > 0 && priced === 0
  return {
    id: 'open_pipeline',
    label: 'Open pipeline',
    value: isUnknown ? null : moneyNumber(sumOfMoney(rows.map((row) => row.money))),
    unit: 'money',
    n: priced,
    smallSample: isSmall(priced),
    ...(isUnknown ? { missing: 'nothing open has an amount and a rate' } : {}),
    receipt: receipt(
      'pipeline_open',
      'Amount of open opportunities as known then.',
      `at the rate of the moment; ${priced} of ${deals} have an amount and a rate`,
      standingWindow(input),
    ),
  }
}

function coverageFigure(input: ReportInput, result: KeyResult): Figure {
  const coverage = companyCoverage(result)
  const { value, missing } = mainCoverage(result)
  const counted =
    coverage === undefined
      ? {}
      : {
          numerator: moneyNumber(coverage.dueMoney),
          denominator: moneyNumber(coverage.remaining),
        }
  return {
    id: 'coverage',
    label: 'Coverage of the quota',
    value,
    unit: 'multiple',
    n: coverage?.due ?? 0,
    smallSample: isSmall(coverage?.due ?? 0),
    ...(missing === undefined ? {} : { missing }),
    receipt: receipt(
      'pipeline_quota_open',
      coverageDefinition,
      'quota remaining',
      quotaWindow(input, coverage?.row),
      counted,
    ),
  }
}

function winRateFigure(input: ReportInput, result: KeyResult): Figure {
  const row = outcomeOf(result.outcomes)
  const { part, whole } = decidedOf(row)
  const { value, interval, smallSample } = winRate(row)
  return {
    id: 'win_rate',
    label: 'Win rate',
    value,
    unit: 'rate',
    interval,
    n: whole,
    smallSample,
    ...(whole === 0 ? { missing: 'no opportunity was won or lost in this period' } : {}),
    receipt: receipt(
      'pipeline_outcomes',
      outcomeDefinition,
      'closed, by count; no-decision and disqualified out',
      periodWindow(input, 'opportunities closed'),
      { numerator: part, denominator: whole },
    ),
  }
}

/** Open pipeline, coverage and win rate, each in its default variant. */
export const keyFigures = (input: ReportInput, result: KeyResult): Figure[] => [
  openFigure(input, result),
  coverageFigure(input, result),
  winRateFigure(input, result),
]
