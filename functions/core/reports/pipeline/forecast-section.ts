import { formatPeriod } from '../../format.ts'
import { moneyNumber } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import { withoutLargestDeal } from './forecast.ts'
import { hindsightOf, type Tried, triedForecasts, triedPeriods } from './hindsight.ts'
import { createdPeriods, type Forecast, forecastOf } from './period-forecast.ts'
import { forecastKind } from './queries.ts'
import type { PipelineResult } from './rows.ts'

export const forecastDefinition =
  'Won so far + sum of amount x p of open deals + not yet created. p: wins in the time left / visits still there, over visits of 24 months to the same stage that lasted as many days; under 30 visits at day 0, then of all stages.'

/** The period that is forecast: the one of its kind that holds the as-of. */
export function forecastPeriod(
  input: ReportInput,
  result: Pick<PipelineResult, 'forecastHistory'>,
) {
  const kind = forecastKind(input)
  return result.forecastHistory.find((row) => row.kind === kind && row.place === 0)
}

/** The name of that period, such as `November 2026`. */
export const forecastName = (
  input: ReportInput,
  result: Pick<PipelineResult, 'forecastHistory'>,
): string => formatPeriod(forecastPeriod(input, result)?.label ?? 'the period')

const windowOf = (input: ReportInput, result: PipelineResult) => {
  const period = forecastPeriod(input, result)
  return `${period?.label ?? ''} (${period?.starts_on} to before ${period?.ends_on}), as of the as-of; visits of the 24 months before`
}

const none = { deals: null, money: null, expected: null, low: null, high: null }

function forecastRows(result: PipelineResult, kind: string, forecast: Forecast): Table['rows'] {
  const { open, wonSoFar, notYetCreated, total, low, high } = forecast
  const withoutOld = forecastOf(result, { kind, place: 0, fallback: 'left out' })
  const without = withoutLargestDeal(result, { kind, place: 0 })
  const base = wonSoFar + (notYetCreated ?? 0)
  const moved = (value: number | null | undefined) =>
    value === null || value === undefined ? null : rounded(value + base)
  return [
    { ...none, line: 'Won so far', expected: wonSoFar },
    { ...open, line: 'Open deals', money: moneyNumber(open.money) },
    { ...none, line: 'Not yet created', expected: notYetCreated },
    { ...none, line: 'Total', expected: total, low, high },
    {
      ...none,
      line: 'Total without the largest open deal',
      expected: moved(without?.expected),
      low: moved(without?.low),
      high: moved(without?.high),
    },
    {
      ...none,
      line: 'Total without deals older than history',
      expected: withoutOld.total,
      low: withoutOld.low,
      high: withoutOld.high,
    },
  ]
}

function forecastTable(input: ReportInput, result: PipelineResult): Table {
  const kind = forecastKind(input)
  const forecast = forecastOf(result, { kind, place: 0 })
  return {
    id: 'forecast',
    title: `Forecast of ${forecastName(input, result)}`,
    description: `Each open deal x its chance to be won before the end. Not yet created: mean of what was created and won in as much time of the ${forecast.periods} periods before (at most ${createdPeriods}). The interval is for the open deals; it holds 4 of 5 outcomes if deals are independent.`,
    columns: [
      { id: 'line', label: 'Line', unit: 'text' },
      { id: 'deals', label: 'Deals', unit: 'count', missing: 'no deals on this line' },
      { id: 'money', label: 'Amount', unit: 'money', missing: 'no amount on this line' },
      {
        id: 'expected',
        label: 'Expected',
        unit: 'money',
        missing: 'too little history, or no deal with an amount',
      },
      { id: 'low', label: '80 % from', unit: 'money', missing: 'no interval on this line' },
      { id: 'high', label: '80 % to', unit: 'money', missing: 'no interval on this line' },
    ],
    rows: forecastRows(result, kind, forecast),
    receipt: receipt(
      'pipeline_forecast_deals',
      forecastDefinition,
      'historical rates by stage and age (default), and without deals that have stayed longer than 30 earlier ones; 80 % interval +-1.2816 sd, variance sum of amount^2 p (1 - p), cut to [0, sum]; deals independent',
      windowOf(input, result),
    ),
  }
}

const triedColumns: Table['columns'] = [
  { id: 'period', label: 'Period', unit: 'text' },
  { id: 'as_of', label: 'As of', unit: 'date' },
  { id: 'forecast', label: 'Forecast', unit: 'money', missing: 'too little history by then' },
  { id: 'low', label: '80 % from', unit: 'money', missing: 'too little history by then' },
  { id: 'high', label: '80 % to', unit: 'money', missing: 'too little history by then' },
  { id: 'actual', label: 'Won', unit: 'money' },
  {
    id: 'error',
    label: 'Error',
    unit: 'money',
    missing: 'no forecast',
    description: 'Forecast - won',
  },
  { id: 'inside', label: 'Inside', unit: 'text', missing: 'no forecast' },
  {
    id: 'without_old',
    label: 'Without old',
    unit: 'money',
    description: 'Forecast without deals that have stayed longer than 30 earlier ones',
    missing: 'too little history by then',
  },
]

function triedTable(input: ReportInput, result: PipelineResult, tried: readonly Tried[]): Table {
  const { judged, meanError, meanAbsolute, withoutOldError, inside, coverage } = hindsightOf(tried)
  const whole = (value: number | null) => Math.round(value ?? 0).toLocaleString('en-US')
  const summary =
    judged === 0
      ? 'No period before has enough history.'
      : `Mean error ${whole(meanError)}, without its sign ${whole(meanAbsolute)}; the interval held ${inside} of ${judged}. Without deals older than history the mean error is ${whole(withoutOldError)}.`
  return {
    id: 'forecast_tried',
    title: `The same forecast in the ${triedPeriods} periods before`,
    description: `Made with as much time left, from what had happened by then. ${summary}`,
    columns: triedColumns,
    rows: tried.map(({ label, asOfOn, forecast, actual, error, isInside, withoutOld }) => ({
      period: label,
      as_of: asOfOn,
      forecast: forecast.total,
      low: forecast.low,
      high: forecast.high,
      actual,
      error,
      inside: isInside === null ? null : isInside ? 'yes' : 'no',
      without_old: withoutOld,
    })),
    receipt: receipt(
      'pipeline_forecast_history',
      'Forecast - money won in the whole period; inside: won money within the interval.',
      'replayed: what had happened by then, whenever it was received',
      windowOf(input, result),
      { numerator: coverage === null ? null : inside, denominator: judged },
    ),
  }
}

/** What the current period is likely to bring, and how well that is known. */
export function forecastSection(input: ReportInput, result: PipelineResult): Section {
  const tried = triedForecasts(result, forecastKind(input))
  return {
    id: 'forecast',
    title: `What ${forecastName(input, result)} is likely to bring`,
    ...(tried.length === 0
      ? {}
      : {
          chart: {
            kind: 'line',
            unit: 'money',
            labels: tried.map((each) => each.label),
            series: [
              {
                label: 'Forecast',
                values: tried.map(({ forecast }) => forecast.total),
                low: tried.map(({ forecast }) => forecast.low),
                high: tried.map(({ forecast }) => forecast.high),
              },
              { label: 'Won', values: tried.map(({ actual }) => actual) },
            ],
          },
        }),
    tables: [forecastTable(input, result), triedTable(input, result, tried)],
  }
}
