import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf, shareOf } from '../parts.ts'
import type { PipelineResult, ReasonRow } from './rows.ts'

const outcomes = { lost: 'Lost', no_decision: 'No decision', disqualified: 'Disqualified' } as const

const labelOf = ({ state, reason }: Pick<ReasonRow, 'state' | 'reason'>) =>
  `${outcomes[state]}: ${reason}`

/** Most opportunities first, then most money, then by name. */
const byNumber = (a: ReasonRow, b: ReasonRow) =>
  b.deals - a.deals ||
  moneyNumber(b.money) - moneyNumber(a.money) ||
  (labelOf(a) + a.value < labelOf(b) + b.value ? -1 : 1)

const definition =
  'Opportunities whose latest close in the period is no win, by the reason of the close or its record; without one (none).'

const columns: readonly TableColumn[] = [
  { id: 'outcome', label: 'Outcome', unit: 'text' },
  { id: 'reason', label: 'Reason', unit: 'text' },
  { id: 'deals', label: 'Closed', unit: 'count' },
  { id: 'share', label: 'Share', unit: 'rate', description: 'Of all that closed without a win' },
  { id: 'money', label: 'Amount', unit: 'money', missing: 'none has an amount' },
]

function cells(row: ReasonRow, all: number) {
  return {
    outcome: outcomes[row.state],
    reason: row.reason,
    deals: row.deals,
    share: shareOf(row.deals, all),
    money: row.money === null ? null : moneyNumber(row.money),
  }
}

const allOf = (result: PipelineResult) =>
  rowsOf(result.reasons, 'all').reduce((sum, row) => sum + row.deals, 0)

const receiptOf = (input: ReportInput) =>
  receipt(
    'pipeline_reasons',
    definition,
    'money at the rate of the day of the close',
    periodWindow(input, 'opportunities closed without a win'),
  )

function reasonsTable(input: ReportInput, result: PipelineResult): Table {
  const all = allOf(result)
  return {
    id: 'reasons',
    title: 'Reasons of losses, of no decision and of disqualification',
    description: 'A blank reason is its own row.',
    columns,
    rows: rowsOf(result.reasons, 'all')
      .sort(byNumber)
      .map((row) => cells(row, all)),
    receipt: receiptOf(input),
  }
}

const splits = [
  ['stage', 'Stage lost from', 'the last stage in which they were open'],
  ['segment', 'Segment', 'their segment at the close'],
  ['competitor', 'Competitor', 'the competitor named last'],
] as const

/** How often the same opportunities closed without a win in each value, whatever the reason. */
function splitTable(
  input: ReportInput,
  result: PipelineResult,
  [dimension, label, meaning]: (typeof splits)[number],
): Table {
  const all = allOf(result)
  return {
    id: `reasons_by_${dimension}`,
    title: `Reasons by ${label.toLowerCase()}`,
    description: `The same opportunities by ${meaning}.`,
    columns: [{ id: dimension, label, unit: 'text' }, ...columns],
    rows: rowsOf(result.reasons, dimension)
      .sort(byNumber)
      .map((row) => ({ [dimension]: row.value, ...cells(row, all) })),
    receipt: receiptOf(input),
  }
}

/** Opportunities that closed without a win, and their money. */
export const lossesOf = (result: Pick<PipelineResult, 'reasons'>) => {
  const rows = rowsOf(result.reasons, 'all').sort(byNumber)
  return { rows, money: sumOfMoney(rows.map((row) => row.money)) }
}

const shownBars = 12

/** Why opportunities were lost. */
export const reasonsSection = (input: ReportInput, result: PipelineResult): Section => ({
  id: 'loss_reasons',
  title: 'Why opportunities closed without a win',
  chart: {
    kind: 'bars',
    unit: 'count',
    bars: rowsOf(result.reasons, 'all')
      .sort(byNumber)
      .slice(0, shownBars)
      .map((row) => ({ label: labelOf(row), value: row.deals })),
  },
  tables: [reasonsTable(input, result), ...splits.map((split) => splitTable(input, result, split))],
})
