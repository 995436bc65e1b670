import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { RateCell } from '../../report-data.ts'
import { ratio, type Share } from '../../statistics.ts'
import { isSmall, shareOf } from '../parts.ts'
import type { OutcomeRow } from './key-rows.ts'

const nothing: OutcomeRow = {
  dimension: 'all',
  value: 'all',
  won: 0,
  lost: 0,
  no_decision: 0,
  disqualified: 0,
  won_priced: 0,
  won_money: null,
  lost_money: null,
  no_decision_money: null,
  yearly_number: 0,
  yearly_money: null,
  listed: 0,
  listed_money: null,
  list_money: null,
  created: 0,
  created_won: 0,
  open_at_end: 0,
}

/** The outcomes of one value; zeros where there are none. */
export const outcomeOf = (
  rows: readonly OutcomeRow[],
  dimension = 'all',
  value = 'all',
): OutcomeRow =>
  rows.find((row) => row.dimension === dimension && row.value === value) ?? {
    ...nothing,
    dimension,
    value,
  }

export const decidedOf = ({ won, lost }: OutcomeRow): Share => ({ part: won, whole: won + lost })

/** Won / (won + lost) by count. */
export function winRate(row: OutcomeRow): RateCell {
  const { part, whole } = decidedOf(row)
  return shareOf(part, whole)
}

/** Won / (won + lost) by money, which has no interval. */
export function moneyWinRate(row: OutcomeRow): RateCell {
  const decided = sumOfMoney([row.won_money, row.lost_money])
  return {
    value: ratio(moneyNumber(row.won_money), moneyNumber(decided)),
    interval: null,
    smallSample: isSmall(row.won + row.lost),
  }
}

/** Every opportunity that closed, whatever came of it. */
export const closedNumber = (row: OutcomeRow): number =>
  row.won + row.lost + row.no_decision + row.disqualified

export const outcomeDefinition =
  'Won / (won + lost) of opportunities by their latest close. Wilson 95 % interval.'
