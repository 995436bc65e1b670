import { amountText, moneyNumber, tenThousandths } from '../../money.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { KeyResult, QuotaRow } from './key-rows.ts'
import { decidedOf, outcomeOf } from './outcomes.ts'

type Results = Pick<KeyResult, 'quotas' | 'quotaOpen' | 'recent'>

/** A number, or why there is none. */
export interface Covered {
  readonly value: number | null
  readonly missing?: string
}

/** What stands against a quota; money as exact text. */
export interface Coverage {
  readonly row: QuotaRow
  readonly quota: string | null
  readonly remaining: string
  readonly due: number
  readonly dueMoney: string
  readonly largest: string
  /** Open qualified pipeline expected to close inside the quota period / quota remaining. */
  readonly coverage: Covered
  readonly ofFullQuota: Covered
}

const noQuota = 'no quota holds the day after the period'
export const quotaMet = 'quota met'

/** A quotient of money against a quota; null says why. */
function over(money: string, quota: bigint): Covered {
  if (quota <= 0n) return { value: null, missing: quotaMet }
  return { value: ratio(moneyNumber(money), Number(quota) / 10_000) }
}

/** What is open against one quota. */
export function coverageOf(row: QuotaRow, { quotaOpen }: Pick<Results, 'quotaOpen'>): Coverage {
  const open = quotaOpen.find(
    (each) =>
      each.horizon === row.horizon &&
      each.owner_kind === row.owner_kind &&
      each.owner === row.owner &&
      each.scope === row.scope,
  )
  const dueMoney = open?.due_money ?? '0.0000'
  const remaining = tenThousandths(row.quota) - tenThousandths(row.won_money)
  const noRate = { value: null, missing: 'the quota is in a currency without a rate' }
  return {
    row,
    quota: row.quota,
    remaining: amountText(remaining),
    due: open?.due ?? 0,
    dueMoney,
    largest: open?.largest_money ?? '0.0000',
    coverage: row.quota === null ? noRate : over(dueMoney, remaining),
    ofFullQuota: row.quota === null ? noRate : over(dueMoney, tenThousandths(row.quota)),
  }
}

/** The company's quota of a horizon: of all deals, else of the one kind of deals that has one. */
export function companyQuota(
  { quotas }: Pick<Results, 'quotas'>,
  horizon: QuotaRow['horizon'],
): QuotaRow | undefined {
  const own = quotas.filter((row) => row.horizon === horizon && row.owner_kind === 'all')
  return own.find((row) => row.scope === 'all') ?? own[0]
}

/** What stands against the company's quota ahead; undefined without a quota. */
export function companyCoverage(result: Results): Coverage | undefined {
  const row = companyQuota(result, 'ahead')
  return row && coverageOf(row, result)
}

/** The default figure, with its reason when there is none. */
export const mainCoverage = (result: Results): Covered =>
  companyCoverage(result)?.coverage ?? { value: null, missing: noQuota }

/** Win rate of the window up to the period's end, and what it makes of quota and pipeline. */
export function needed(result: Results, coverage: Coverage | undefined) {
  const { part, whole } = decidedOf(outcomeOf(result.recent))
  const rate = ratio(part, whole)
  const times: Covered =
    part === 0
      ? { value: null, missing: 'nothing was won in the window' }
      : { value: rounded(whole / part) }
  const expected =
    rate === null || coverage === undefined
      ? null
      : rounded(moneyNumber(coverage.dueMoney) * (part / whole))
  const remaining = coverage === undefined ? 0 : moneyNumber(coverage.remaining)
  return {
    won: part,
    decided: whole,
    rate,
    times,
    expected,
    shareOfGap: expected === null || remaining <= 0 ? null : ratio(expected, remaining),
    gap:
      expected === null || coverage?.quota == null
        ? null
        : Math.max(0, rounded(remaining - expected)),
  }
}
