import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf, shareOf, valuesOf } from '../parts.ts'
import { basesOf } from './bases.ts'
import type { OutcomeRow } from './key-rows.ts'
import { closedNumber, moneyWinRate, outcomeDefinition, outcomeOf, winRate } from './outcomes.ts'
import { dimensionsOf } from './queries.ts'
import type { PipelineResult } from './rows.ts'

const closedWindow = (input: ReportInput) => periodWindow(input, 'opportunities closed')
const byCount =
  'by count (default) and by money at the rate of the day; no-decision and disqualified out'

function basesTable(input: ReportInput, result: PipelineResult): Table {
  const whole = outcomeOf(result.outcomes)
  const bases = basesOf(result).map(({ name, meaning, row, share }) => {
    const { part, whole: of } = share(row)
    return { basis: name, meaning, won: part, of, rate: shareOf(part, of) }
  })
  const money = {
    basis: 'money',
    meaning: 'won money / (won + lost) money',
    won: whole.won_priced,
    of: whole.won + whole.lost,
    rate: moneyWinRate(whole),
  }
  const [first, ...others] = bases
  return {
    id: 'win_rate',
    title: 'Win rate in every basis',
    description:
      'The same period against different wholes. By money large deals weigh more; it has no interval.',
    columns: [
      { id: 'basis', label: 'Basis', unit: 'text' },
      { id: 'meaning', label: 'What it is', unit: 'text' },
      { id: 'won', label: 'Won', unit: 'count' },
      { id: 'of', label: 'Of', unit: 'count' },
      { id: 'rate', label: 'Win rate', unit: 'rate' },
    ],
    rows: first === undefined ? [money] : [first, money, ...others],
    receipt: receipt(
      'pipeline_outcomes',
      outcomeDefinition,
      'closed (default), money, with no-decision, created, all, new business',
      closedWindow(input),
    ),
  }
}

const outcomeColumns: readonly TableColumn[] = [
  { id: 'won', label: 'Won', unit: 'count' },
  { id: 'lost', label: 'Lost', unit: 'count' },
  { id: 'no_decision', label: 'No decision', unit: 'count' },
  { id: 'disqualified', label: 'Disqualified', unit: 'count' },
  { id: 'rate', label: 'Win rate', unit: 'rate', missing: 'nothing was won or lost' },
  {
    id: 'money_rate',
    label: 'By money',
    unit: 'rate',
    missing: 'nothing with an amount was won or lost',
  },
  { id: 'with_no_decision', label: 'With no decision', unit: 'rate' },
]

const outcomeCells = (row: OutcomeRow) => ({
  won: row.won,
  lost: row.lost,
  no_decision: row.no_decision,
  disqualified: row.disqualified,
  rate: winRate(row),
  money_rate: moneyWinRate(row),
  with_no_decision: shareOf(row.won, row.won + row.lost + row.no_decision),
})

interface Split {
  readonly dimension: string
  readonly label: string
  readonly description: string
}

function splitTable(input: ReportInput, result: PipelineResult, split: Split): Table {
  const { dimension, label, description } = split
  const rows = result.outcomes.filter((row) => closedNumber(row) > 0)
  const values =
    dimension === 'answers'
      ? rowsOf(rows, dimension).map((row) => row.value)
      : valuesOf(rows, dimension, closedNumber)
  return {
    id: `win_rate_by_${dimension}`,
    title: `Win rate by ${label}`,
    description,
    columns: [{ id: dimension, label, unit: 'text' }, ...outcomeColumns],
    rows: values.map((value) => ({
      [dimension]: dimension === 'answers' && value === '4' ? '4 or more' : value,
      ...outcomeCells(outcomeOf(rows, dimension, value)),
    })),
    receipt: receipt('pipeline_outcomes', outcomeDefinition, byCount, closedWindow(input)),
  }
}

const qualities: readonly Split[] = [
  { dimension: 'deal_type', label: 'deal type', description: 'New business, expansion, renewal.' },
  {
    dimension: 'sourced_by',
    label: 'who sourced it',
    description: 'As the record of the opportunity says last.',
  },
  {
    dimension: 'competitor',
    label: 'competitor',
    description: 'As the close or the record names it last.',
  },
  {
    dimension: 'answers',
    label: 'qualification',
    description:
      'By the number of qualification questions answered with yes at the close, such as budget, authority, need, timeline. (none): no answer is recorded.',
  },
]

/** How often opportunities are won. */
export function winRateSection(input: ReportInput, result: PipelineResult): Section {
  const values = valuesOf(
    result.outcomes.filter((row) => closedNumber(row) > 0),
    'segment',
    closedNumber,
  )
  return {
    id: 'win_rates',
    title: 'How often opportunities are won, by segment',
    chart: {
      kind: 'bars',
      unit: 'rate',
      bars: values.map((value) => {
        const row = outcomeOf(result.outcomes, 'segment', value)
        const { value: rate, interval, smallSample } = winRate(row)
        return { label: value, value: rate, interval, n: row.won + row.lost, smallSample }
      }),
    },
    tables: [
      basesTable(input, result),
      ...dimensionsOf(input).map((dimension) =>
        splitTable(input, result, {
          dimension,
          label: dimension,
          description: `Each opportunity counts under its ${dimension} as known at the close.`,
        }),
      ),
      ...qualities.map((split) => splitTable(input, result, split)),
    ],
  }
}
