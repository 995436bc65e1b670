import { ratio, rounded } from '../../statistics.ts'

/** A value, or why there is none. */
export type Result =
  | { readonly value: number; readonly missing?: undefined }
  | { readonly value: null; readonly missing: string }

const found = (value: number): Result => ({ value: rounded(value) })
const none = (missing: string): Result => ({ value: null, missing })

/** First of the results that has no value; what needs them all cannot be computed. */
const firstMissing = (...results: readonly Result[]): Result | undefined =>
  results.find((result) => result.value === null)

/** A quotient of money; null without a denominator, for the reason given. */
export function quotient(part: Result, whole: number, missing: string): Result {
  if (part.value === null) return part
  const value = ratio(part.value, whole)
  return value === null ? none(missing) : { value }
}

/** What the lifetime value of a customer is made of; money by month, churn a share by month. */
export interface Lifetime {
  readonly arpa: Result
  readonly churn: Result
  /** Share of revenue left after the cost of delivering it. */
  readonly margin: number
}

function perpetual(arpa: Result, churn: Result, margin: number): Result {
  if (arpa.value === null) return arpa
  if (churn.value === null) return churn
  if (churn.value === 0) return none('nothing was lost in these months: the formula has no end')
  return found((arpa.value * margin) / churn.value)
}

/** ARPA / churn. */
export const simpleLtv = ({ arpa, churn }: Lifetime): Result => perpetual(arpa, churn, 1)

/** ARPA x margin / churn. */
export const marginLtv = ({ arpa, churn, margin }: Lifetime): Result =>
  perpetual(arpa, churn, margin)

/** The monthly rate that compounds to a yearly one. */
export const monthlyRate = (yearly: number): number => (1 + yearly) ** (1 / 12) - 1

/** ARPA x margin x (1 + d) / (churn + d), d the monthly discount rate. */
export function discountedLtv({ arpa, churn, margin }: Lifetime, yearly: number): Result {
  if (arpa.value === null) return arpa
  if (churn.value === null) return churn
  const d = monthlyRate(yearly)
  if (churn.value + d === 0) return none('nothing was lost and nothing is discounted')
  return found((arpa.value * margin * (1 + d)) / (churn.value + d))
}

/** ARPA x margin x (1 - (1 - churn)^N) / churn: the first N months alone. */
export function cappedLtv({ arpa, churn, margin }: Lifetime, months: number): Result {
  if (arpa.value === null) return arpa
  if (churn.value === null) return churn
  const lived = churn.value === 0 ? months : (1 - (1 - churn.value) ** months) / churn.value
  return found(arpa.value * margin * lived)
}

/** Whole months until at most this share of the customers is left. */
export function monthsUntil(share: number, churn: Result): Result {
  if (churn.value === null) return churn
  if (churn.value === 0) return none('nothing was lost in these months: nobody ever leaves')
  if (churn.value >= 1) return found(1)
  return found(Math.ceil(rounded(Math.log(share) / Math.log(1 - churn.value))))
}

/** ARPA x margin over the months until at most this share is left, less CAC. */
export function untilShareLtv(lifetime: Lifetime, share: number, cac: Result): Result {
  const months = monthsUntil(share, lifetime.churn)
  const missing = firstMissing(lifetime.arpa, months, cac)
  if (missing) return missing
  return found(
    Number(months.value) * Number(lifetime.arpa.value) * lifetime.margin - Number(cac.value),
  )
}

/** LTV / CAC. */
export function ltvToCac(ltv: Result, cac: Result): Result {
  const missing = firstMissing(cac, ltv)
  if (missing) return missing
  if (Number(cac.value) <= 0) return none('CAC is not above 0')
  return found(Number(ltv.value) / Number(cac.value))
}

/** Months of (ARPA x margin) that pay CAC back; with margin 1 of revenue alone. */
export function paybackMonths(cac: Result, arpa: Result, margin: number): Result {
  const missing = firstMissing(cac, arpa)
  if (missing) return missing
  if (Number(arpa.value) <= 0) return none('no account pays a recurring price')
  if (Number(cac.value) <= 0) return none('CAC is not above 0')
  return found(Number(cac.value) / (Number(arpa.value) * margin))
}

/** (recurring revenue of a quarter - of the one before) x 4 / spend of the one before. */
export function magicNumber(recurring: Result, before: Result, spendBefore: Result): Result {
  const missing = firstMissing(recurring, before, spendBefore)
  if (missing) return missing
  if (Number(spendBefore.value) <= 0) return none('nothing was spent in the quarter before')
  return found(((Number(recurring.value) - Number(before.value)) * 4) / Number(spendBefore.value))
}

/** Attributed won / spend. */
export const roas = (won: number, spend: Result): Result =>
  spend.value === null
    ? spend
    : spend.value <= 0
      ? none('spend is not above 0')
      : found(won / spend.value)

/** (Attributed won x margin - spend) / spend. */
export const roi = (won: number, margin: number, spend: Result): Result =>
  spend.value === null
    ? spend
    : spend.value <= 0
      ? none('spend is not above 0')
      : found((won * margin - spend.value) / spend.value)
