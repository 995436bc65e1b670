import { moneyNumber, sumOfMoney } from '../../money.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { rowsOf } from '../parts.ts'
import type { OpenRow } from './key-rows.ts'
import type { PipelineResult } from './rows.ts'
import { weightOf } from './weights.ts'

/** What is open: counts, exact money, and that money weighted in both ways. */
export interface Standing {
  readonly deals: number
  readonly priced: number
  readonly money: string
  readonly atExpected: string
  /** Money times the historical rate to won of its stage; null where no rate is known. */
  readonly weighted: number | null
  /** Deals whose record states a probability, and their money times it. */
  readonly stated: number
  readonly statedWeighted: string
}

/** Adds up rows of open opportunities, one for each stage. */
export function standingOf(rows: readonly OpenRow[], weights: PipelineResult['weights']): Standing {
  const parts = rows.map((row) => ({
    money: moneyNumber(row.money),
    weight: weightOf(weights, row.stage),
  }))
  const isKnown = parts.every(({ weight, money }) => weight !== null || money === 0)
  const weighted = parts.reduce(
    (sum, { money, weight }) => sum + (weight === null ? 0 : (money * weight.wins) / weight.visits),
    0,
  )
  const count = (key: 'deals' | 'priced' | 'stated') => rows.reduce((sum, row) => sum + row[key], 0)
  return {
    deals: count('deals'),
    priced: count('priced'),
    money: sumOfMoney(rows.map((row) => row.money)),
    atExpected: sumOfMoney(rows.map((row) => row.money_at_expected)),
    weighted: isKnown ? rounded(weighted) : null,
    stated: count('stated'),
    statedWeighted: sumOfMoney(rows.map((row) => row.stated_weighted)),
  }
}

/** Everything that is open. */
export const wholeStanding = (result: Pick<PipelineResult, 'open' | 'weights'>): Standing =>
  standingOf(rowsOf(result.open, 'all'), result.weights)

/** The moment at which the pipeline is looked at, in words. */
export const standingWindow = ({ period }: ReportInput): string =>
  `open at the end of ${period.label} (before ${period.endsOn}), or at the as-of if that is earlier`
