import { moneyNumber } from '../../money.ts'
import type { Section, Table, TableColumn } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, rowsOf, shareOf, valuesOf } from '../parts.ts'
import { dimensionsOf } from './queries.ts'
import type { PipelineResult } from './rows.ts'
import { type Standing, standingOf, standingWindow, wholeStanding } from './standing.ts'
import { stageOrder, weightOf } from './weights.ts'

const noWeight = 'no visit of the 24 months before is old enough to be judged'

const columns = (): TableColumn[] => [
  { id: 'deals', label: 'Open', unit: 'count' },
  {
    id: 'money',
    label: 'Amount',
    unit: 'money',
    description: 'Without those that have no amount or rate',
  },
  { id: 'share', label: 'Share', unit: 'rate', missing: 'nothing open has an amount' },
  {
    id: 'weighted',
    label: 'Weighted',
    unit: 'money',
    description: 'Amount x share of earlier visits to the stage that were won in time',
    missing: noWeight,
  },
  {
    id: 'stated',
    label: 'Weighted as stated',
    unit: 'money',
    description: 'Amount x the probability in the record',
    missing: 'no record states a probability',
  },
  {
    id: 'at_expected',
    label: 'At expected close',
    unit: 'money',
    description: 'Amount at the rate of the expected close',
  },
]

const share = (part: string, whole: string) => ({
  value: ratio(moneyNumber(part), moneyNumber(whole)),
  interval: null,
  smallSample: false,
})

const cells = (standing: Standing, whole: Standing) => ({
  deals: standing.deals,
  money: moneyNumber(standing.money),
  share: share(standing.money, whole.money),
  weighted: standing.weighted,
  stated: standing.stated === 0 ? null : moneyNumber(standing.statedWeighted),
  at_expected: moneyNumber(standing.atExpected),
})

const definition =
  'Open opportunities with the amount known then, at the exchange rate of that moment.'
const variants = ({ settings }: ReportInput) =>
  `weighted by the historical rate to won in ${settings.wonHorizonDays} days (default), and by the stated probability; amounts at the rate of the moment (default), and of the expected close; values known then`

function stageTable(input: ReportInput, result: PipelineResult): Table {
  const rows = rowsOf(result.open, 'stage')
  const order = stageOrder(result.weights)
  const stages = [...new Set([...order, ...rows.map((row) => row.value)])].filter((stage) =>
    rows.some((row) => row.value === stage),
  )
  return {
    id: 'open_by_stage',
    title: 'Open pipeline by stage',
    description:
      'The stage is the name of the last stage event, in the order in which opportunities come to it. Won in time: earlier visits to the stage, or to all where there are fewer than 30.',
    columns: [
      { id: 'stage', label: 'Stage', unit: 'text' },
      ...columns(),
      { id: 'rate', label: 'Won in time', unit: 'rate', missing: noWeight },
      { id: 'rate_of', label: 'Rate of', unit: 'text', missing: noWeight },
    ],
    rows: stages.map((stage) => {
      const weight = weightOf(result.weights, stage)
      return {
        stage,
        ...cells(
          standingOf(
            rows.filter((row) => row.value === stage),
            result.weights,
          ),
          wholeStanding(result),
        ),
        rate: weight && shareOf(weight.wins, weight.visits),
        rate_of: weight?.of ?? null,
      }
    }),
    receipt: receipt('pipeline_open', definition, variants(input), standingWindow(input)),
  }
}

function expectedTable(input: ReportInput, result: PipelineResult): Table {
  const rows = rowsOf(result.open, 'expected')
  // What has no date comes last.
  const place = (month: string) => (month === '(none)' ? '~' : month)
  const months = [...new Set(rows.map((row) => row.value))].sort((a, b) =>
    place(a) < place(b) ? -1 : 1,
  )
  return {
    id: 'open_by_expected',
    title: 'Open pipeline by month of the expected close',
    description: 'Months that are over hold what is past its expected close. (none): no date.',
    columns: [{ id: 'expected', label: 'Expected', unit: 'text' }, ...columns()],
    rows: months.map((month) => ({
      expected: month,
      ...cells(
        standingOf(
          rows.filter((row) => row.value === month),
          result.weights,
        ),
        wholeStanding(result),
      ),
    })),
    receipt: receipt('pipeline_open', definition, variants(input), standingWindow(input)),
  }
}

function dimensionTable(input: ReportInput, result: PipelineResult, dimension: string): Table {
  const values = valuesOf(result.open, dimension, (row) => moneyNumber(row.money))
  return {
    id: `open_by_${dimension}`,
    title: `Open pipeline by ${dimension}`,
    description: `Each opportunity counts under its ${dimension} as known at that moment.`,
    columns: [{ id: dimension, label: dimension, unit: 'text' }, ...columns()],
    rows: values.map((value) => ({
      [dimension]: value,
      ...cells(
        standingOf(
          rowsOf(result.open, dimension).filter((row) => row.value === value),
          result.weights,
        ),
        wholeStanding(result),
      ),
    })),
    receipt: receipt('pipeline_open', definition, variants(input), standingWindow(input)),
  }
}

/** What is open, and what it is worth. */
export function standingSection(input: ReportInput, result: PipelineResult): Section {
  const stages = stageTable(input, result)
  return {
    id: 'open',
    title: 'What is open, and what it is worth by earlier rates',
    chart: {
      kind: 'bars',
      unit: 'money',
      bars: stages.rows.map((row) => ({
        label: String(row.stage),
        value: typeof row.money === 'number' ? row.money : null,
        n: typeof row.deals === 'number' ? row.deals : null,
      })),
    },
    tables: [
      stages,
      expectedTable(input, result),
      ...dimensionsOf(input).map((dimension) => dimensionTable(input, result, dimension)),
    ],
  }
}
