import { moneyNumber } from '../../money.ts'
import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt } from '../parts.ts'
import { averageDeal } from './deals.ts'
import { forecastDefinition, forecastName, forecastPeriod } from './forecast-section.ts'
import { keyFigures } from './key-figures.ts'
import { concentrationOf } from './largest.ts'
import { outcomeOf } from './outcomes.ts'
import { forecastOf } from './period-forecast.ts'
import { forecastKind } from './queries.ts'
import type { PipelineResult } from './rows.ts'
import { slippageOf } from './slippage.ts'
import { standingWindow, wholeStanding } from './standing.ts'
import { dueWindow } from './walk.ts'

function weightedFigure(input: ReportInput, result: PipelineResult): Figure {
  const { weighted, priced } = wholeStanding(result)
  return {
    id: 'weighted_pipeline',
    label: 'Weighted pipeline',
    value: weighted,
    unit: 'money',
    n: priced,
    smallSample: isSmall(priced),
    ...(weighted === null ? { missing: 'no visit of the 24 months before is old enough' } : {}),
    receipt: receipt(
      'pipeline_weights',
      `Amount x share of visits to the stage that were won within ${input.settings.wonHorizonDays} days.`,
      'historical rate to won; under 30 visits that of all stages',
      standingWindow(input),
    ),
  }
}

function forecastFigure(input: ReportInput, result: PipelineResult): Figure {
  const forecast = forecastOf(result, { kind: forecastKind(input), place: 0 })
  const { total, low, high, open } = forecast
  const period = forecastPeriod(input, result)
  return {
    id: 'forecast',
    label: `Forecast of ${forecastName(input, result)}`,
    value: total,
    unit: 'money',
    interval: low === null || high === null ? null : { low, high },
    n: open.deals,
    smallSample: isSmall(open.deals),
    ...(total === null ? { missing: 'too little history' } : {}),
    receipt: receipt(
      'pipeline_forecast_deals',
      forecastDefinition,
      'with what is not yet created; the interval is of 80 %',
      `${period?.starts_on} to before ${period?.ends_on}, as of the as-of`,
    ),
  }
}

function dealFigure(input: ReportInput, result: PipelineResult): Figure {
  const row = outcomeOf(result.outcomes)
  const value = averageDeal(row)
  return {
    id: 'average_deal',
    label: 'Average deal',
    value,
    unit: 'money',
    n: row.won_priced,
    smallSample: isSmall(row.won_priced),
    ...(value === null ? { missing: 'nothing was won with an amount in this period' } : {}),
    receipt: receipt(
      'pipeline_outcomes',
      'Won money / won opportunities with an amount.',
      'at the rate of the day of the close',
      periodWindow(input, 'opportunities won'),
      { numerator: moneyNumber(row.won_money), denominator: row.won_priced },
    ),
  }
}

function slippageFigure(input: ReportInput, result: PipelineResult): Figure {
  const { slipped, due, count } = slippageOf(result)
  const { from, to } = dueWindow(input, result)
  return {
    id: 'slippage',
    label: 'Slippage',
    value: count.value,
    unit: 'rate',
    interval: count.interval,
    n: due,
    smallSample: count.smallSample,
    ...(due === 0 ? { missing: 'no deal was expected to close' } : {}),
    receipt: receipt(
      'pipeline_walk',
      'Slipped out / expected to close when the period began.',
      'by count',
      `expected to close from ${from} to before ${to}; ${periodWindow(input, 'slipped')}`,
      { numerator: slipped, denominator: due },
    ),
  }
}

function largestFigure(input: ReportInput, result: PipelineResult): Figure {
  const value = concentrationOf(result)
  return {
    id: 'concentration',
    label: 'Held by the ten largest',
    value,
    unit: 'rate',
    n: wholeStanding(result).priced,
    ...(value === null ? { missing: 'nothing open has an amount' } : {}),
    receipt: receipt(
      'pipeline_largest',
      'Amount of the ten largest open opportunities / amount of all.',
      'at the rate of the moment',
      standingWindow(input),
    ),
  }
}

/** The figures at the top of the page. */
export const headlineFigures = (input: ReportInput, result: PipelineResult): Figure[] => [
  ...keyFigures(input, result),
  weightedFigure(input, result),
  forecastFigure(input, result),
  dealFigure(input, result),
  slippageFigure(input, result),
  largestFigure(input, result),
]
