import { amountText, sumOfMoney, tenThousandths } from '../../money.ts'
import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import type { QualityResult, WinRow } from './rows.ts'

const count = (id: string, label: string, description: string): TableColumn => ({
  id,
  label,
  unit: 'count',
  description,
})

const monthOf = (day: string) => day.slice(0, 7)

function eventsTable(input: ReportInput, result: QualityResult): Table {
  return {
    id: 'reconciliation_events',
    title: 'Events received and counted',
    description:
      'Received = retractions + retracted + links + deleted + aggregates + counted. Merged is a part of counted.',
    columns: [
      { id: 'month', label: 'Month', unit: 'text' },
      { id: 'source_system', label: 'Source system', unit: 'text' },
      count('received', 'Received', 'Each event id once; a resend is not received again'),
      count('retractions', 'Retractions', 'Events that take another one back'),
      count('retracted', 'Retracted', 'Taken back'),
      count('links', 'Links', 'They join ids and are no facts themselves'),
      count('deleted', 'Deleted', 'Of a deleted opportunity, person or account'),
      count('aggregates', 'Aggregates', 'Numbers of touches that name no one: in reach alone'),
      count('counted', 'Counted', 'Facts of subjects'),
      count('merged', 'Merged', 'Counted for the id into which theirs was merged'),
    ],
    rows: result.receipts.map(({ month_on, ...row }) => ({ month: monthOf(month_on), ...row })),
    receipt: receipt(
      'data_quality_receipts',
      'Events by the first reason that leaves them out, in the order of the columns.',
      'each event once',
      periodWindow(input, 'events that happened'),
    ),
  }
}

const reasons: Readonly<Record<WinRow['reason'], string>> = {
  counted: 'Counted as sent',
  other_amount: 'Counted with another amount',
  merged: 'Merged into another opportunity',
  retracted: 'Taken back',
  deleted: 'Opportunity deleted',
  not_won_at_the_cut: 'Not won any more',
  no_opportunity: 'Of no opportunity',
  no_amount: 'Without amount',
  no_rate: 'In a currency without rate',
}

const difference = ({ sent, counted }: Pick<WinRow, 'sent' | 'counted'>) =>
  amountText(tenThousandths(sent) - tenThousandths(counted))

/** Wins of every month and system together; nothing without any. */
function totals(wins: readonly WinRow[]) {
  if (wins.length === 0) return []
  const sum = (key: 'number' | 'without_amount' | 'without_rate') =>
    wins.reduce((total, row) => total + row[key], 0)
  const sent = sumOfMoney(wins.map((row) => row.sent))
  const counted = sumOfMoney(wins.map((row) => row.counted))
  return [
    {
      month: 'All',
      source_system: 'All',
      reason: 'All',
      number: sum('number'),
      sent,
      counted,
      difference: difference({ sent, counted }),
      unvalued: sum('without_amount') + sum('without_rate'),
      example: null,
    },
  ]
}

function moneyTable(input: ReportInput, result: QualityResult): Table {
  return {
    id: 'reconciliation_money',
    title: 'Won money as sent and as counted',
    description:
      'Each win as its source system told it, beside what the reports count, and why the two differ.',
    columns: [
      { id: 'month', label: 'Month', unit: 'text', description: 'In which the win was told' },
      { id: 'source_system', label: 'Source system', unit: 'text' },
      { id: 'reason', label: 'What became of it', unit: 'text' },
      { id: 'number', label: 'Wins', unit: 'count' },
      { id: 'sent', label: 'Sent', unit: 'money', missing: 'no amount with a rate was sent' },
      { id: 'counted', label: 'Counted', unit: 'money', missing: 'none of it is counted' },
      { id: 'difference', label: 'Difference', unit: 'money', description: 'Sent - counted' },
      count('unvalued', 'Without value', 'Sent without amount or without rate'),
      { id: 'example', label: 'Example', unit: 'text', missing: 'see the rows below' },
    ],
    rows: [
      ...totals(result.wins),
      ...result.wins.map((row) => ({
        month: monthOf(row.month_on),
        source_system: row.source_system,
        reason: reasons[row.reason],
        number: row.number,
        sent: row.sent,
        counted: row.counted,
        difference: difference(row),
        unvalued: row.without_amount + row.without_rate,
        example: row.example,
      })),
    ],
    receipt: receipt(
      'data_quality_wins',
      'Sent: the amount of the win, else the last that the records of its opportunity gave by that day. Counted: the amount of the opportunity that is won.',
      'one win for each id that a system gave an opportunity; at the rate of the day told, counted at that of the close',
      periodWindow(input, 'wins told'),
    ),
  }
}

/** Why the numbers differ from those of the source systems. */
export const reconciliationSection = (input: ReportInput, result: QualityResult): Section => ({
  id: 'reconciliation',
  title: 'Why this differs from the source systems',
  tables: [eventsTable(input, result), moneyTable(input, result)],
})
