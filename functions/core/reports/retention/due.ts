import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Table } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import { receipt } from '../parts.ts'
import { countColumn, moneyColumn, rateColumn } from './parts.ts'
import type { DueRow, RetentionResult } from './rows.ts'

/** The list shows this many; the table above it counts all. */
export const dueShown = 100

const horizons = [
  { days: 90, from: 0, label: 'Within 90 days' },
  { days: 180, from: 91, label: '91 to 180 days' },
]

/** What puts a renewal at risk, each by its own rule; empty when nothing known does. */
export function risksOf(row: DueRow): string[] {
  const rules: readonly (readonly [boolean, string])[] = [
    [row.cancelled_on !== null, 'notice given'],
    [row.last_status === 'paused', 'paused'],
    [row.adoption_band === 'below 40 %', 'less than 40 % of seats in use'],
    [row.detractors > 0, row.detractors === 1 ? '1 detractor' : `${row.detractors} detractors`],
    [row.onboarding === 'never' && row.adoption_band !== '70 % and more', 'never onboarded'],
    [row.is_shrunk, 'shrank in the last 180 days'],
  ]
  return rules.filter(([isTrue]) => isTrue).map(([, risk]) => risk)
}

const definition =
  'Subscriptions that are live or paused at the as-of and whose term ends within 180 days. At risk: notice given, paused, less than 40 % of paid seats in use, a latest NPS answer of 0 to 6 within a year, never onboarded with less than 70 % of seats in use, or a lower price within 180 days.'

const dueReceipt = (variant: string) =>
  receipt('retention_due', definition, variant, 'terms that end in the 180 days after the as-of')

const moneyOf = (rows: readonly DueRow[]) => moneyNumber(sumOfMoney(rows.map((row) => row.money)))

function horizonsTable({ due }: RetentionResult): Table {
  return {
    id: 'renewals_due',
    title: 'Renewals due in the next 90 and 180 days',
    description: 'What comes up after the as-of, whatever the period of the page.',
    columns: [
      { id: 'within', label: 'Term ends', unit: 'text' },
      countColumn('subscriptions', 'Subscriptions'),
      moneyColumn('money', 'Monthly money', 'At the rates of the as-of'),
      countColumn('at_risk', 'At risk', 'With at least one risk'),
      moneyColumn('money_at_risk', 'Money at risk'),
      countColumn('unrated', 'Without rate', 'In the number, not in the money'),
    ],
    rows: horizons.map(({ days, from, label }) => {
      const rows = due.filter((row) => row.days_left >= from && row.days_left <= days)
      const risky = rows.filter((row) => risksOf(row).length > 0)
      return {
        within: label,
        subscriptions: rows.length,
        money: moneyOf(rows),
        at_risk: risky.length,
        money_at_risk: moneyOf(risky),
        unrated: rows.filter((row) => row.money === null).length,
      }
    }),
    receipt: dueReceipt('monthly money at the rates of the as-of'),
  }
}

function listTable({ due }: RetentionResult): Table {
  const shown = due.slice(0, dueShown)
  return {
    id: 'renewals_due_list',
    title: 'Each renewal that is due, and what puts it at risk',
    description:
      due.length > shown.length
        ? `The first ${shown.length} of ${due.length.toLocaleString('en-US')}, by the end of the term.`
        : 'By the end of the term.',
    columns: [
      { id: 'account', label: 'Account', unit: 'text' },
      { id: 'subscription', label: 'Subscription', unit: 'text' },
      { id: 'ends_on', label: 'Term ends', unit: 'date' },
      countColumn('days_left', 'Days left'),
      { ...moneyColumn('money', 'Monthly money'), missing: 'no exchange rate' },
      rateColumn('adoption', 'Adoption', 'Active / paid seats', 'no usage of seats'),
      {
        id: 'nps',
        label: 'NPS',
        unit: 'score',
        description: 'Promoters less detractors of 100 latest answers within a year',
        missing: 'nobody answered within a year',
      },
      countColumn('answers', 'Answers'),
      { id: 'risks', label: 'At risk because', unit: 'text' },
    ],
    rows: shown.map((row) => ({
      account: row.account_id,
      subscription: row.subscription_id,
      ends_on: row.ends_on,
      days_left: row.days_left,
      money: row.money === null ? null : moneyNumber(row.money),
      adoption:
        row.paid_seats === null ? null : ratio(Number(row.active_seats), Number(row.paid_seats)),
      nps:
        row.answers === 0 ? null : rounded(((row.promoters - row.detractors) / row.answers) * 100),
      answers: row.answers,
      risks: risksOf(row).join(', '),
    })),
    receipt: dueReceipt('first those that end first'),
  }
}

/** What is due in 90 and 180 days, in number and money, and one by one. */
export const dueTables = (result: RetentionResult): Table[] => [
  horizonsTable(result),
  listTable(result),
]
