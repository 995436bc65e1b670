import { tenThousandths } from '../../money.ts'
import type { RateCell } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import { isSmall, shareOf } from '../parts.ts'
import type { MovementKind, MovementRow, SubscriberRow } from './rows.ts'

/** Monthly recurring revenue from one stock to another, in ten-thousandths; losses are negative. */
export interface Movements {
  readonly start: bigint
  readonly new: bigint
  readonly reactivation: bigint
  readonly upsell: bigint
  readonly crossSell: bigint
  readonly contraction: bigint
  readonly churn: bigint
  readonly fx: bigint
  readonly end: bigint
  /** Accounts that moved so, and those that paid at either end. */
  readonly accounts: Readonly<Record<MovementKind, number>>
  readonly paidAtStart: number
  readonly paidAtEnd: number
}

const kinds: readonly MovementKind[] = [
  'new',
  'reactivation',
  'expansion',
  'contraction',
  'churn',
  'none',
]

type Row = SubscriberRow & Partial<Pick<MovementRow, 'cross_sell'>>

/** The movements of these rows, which are one span and one value; nothing moved without rows. */
export function movementsOf(rows: readonly Row[]): Movements {
  const of = (kind: MovementKind) => rows.filter((row) => row.kind === kind)
  const sum = (from: readonly Row[], column: 'opened' | 'moved' | 'closed' | 'cross_sell') =>
    from.reduce((total, row) => total + tenThousandths(row[column] ?? null), 0n)
  const change = (kind: MovementKind) => sum(of(kind), 'moved') - sum(of(kind), 'opened')
  const number = (kind: MovementKind) => of(kind).reduce((total, row) => total + row.accounts, 0)
  const accounts = Object.fromEntries(kinds.map((kind) => [kind, number(kind)])) as Record<
    MovementKind,
    number
  >
  const crossSell = sum(of('expansion'), 'cross_sell')
  const stayed = accounts.expansion + accounts.contraction + accounts.none
  return {
    start: sum(rows, 'opened'),
    new: change('new'),
    reactivation: change('reactivation'),
    upsell: change('expansion') - crossSell,
    crossSell,
    contraction: change('contraction'),
    churn: change('churn'),
    fx: sum(rows, 'closed') - sum(rows, 'moved'),
    end: sum(rows, 'closed'),
    accounts,
    paidAtStart: stayed + accounts.churn,
    paidAtEnd: stayed + accounts.new + accounts.reactivation,
  }
}

/** The movements of a span over all accounts, or of one value of a dimension. */
export const spanMovements = (
  rows: readonly MovementRow[],
  span: string,
  dimension = 'all',
  value = 'all',
): Movements =>
  movementsOf(
    rows.filter((row) => row.span === span && row.dimension === dimension && row.value === value),
  )

export type MoneyRate =
  | 'nrr'
  | 'grr'
  | 'gross_churn'
  | 'net_churn'
  | 'daily_net_churn'
  | 'reactivation'

/** Numerators over the start of the same accounts, all at the rates of the start. */
const numerators: Readonly<Record<MoneyRate, (of: Movements) => bigint>> = {
  nrr: (of) => of.start + of.churn + of.contraction + of.upsell + of.crossSell,
  grr: (of) => of.start + of.churn + of.contraction,
  gross_churn: (of) => -(of.churn + of.contraction),
  net_churn: (of) => -(of.churn + of.contraction + of.upsell + of.crossSell + of.reactivation),
  daily_net_churn: (of) => of.start - (of.end - of.fx - of.new),
  reactivation: (of) => of.reactivation,
}

/** A money rate with what it divides, in ten-thousandths; null when nobody paid at the start. */
export function moneyRate(rate: MoneyRate, of: Movements) {
  const numerator = numerators[rate](of)
  const value = of.start > 0n ? ratio(Number(numerator), Number(of.start)) : null
  return { value, numerator, denominator: of.start }
}

/** A money rate as a cell: without interval, small by the accounts that paid at the start. */
export const moneyRateCell = (rate: MoneyRate, of: Movements): RateCell => ({
  value: moneyRate(rate, of).value,
  interval: null,
  smallSample: isSmall(of.paidAtStart),
})

/** Accounts that stopped paying / accounts that paid at the start. */
export const logoChurn = (of: Movements): RateCell => shareOf(of.accounts.churn, of.paidAtStart)
