/** Money as whole ten-thousandths, because a sum of binary fractions is not exact. */

const places = 4
const scale = 10n ** BigInt(places)
const shape = /^(-?)(\d+)(?:\.(\d{1,4}))?$/

/** Decimal text such as `-12.5000`, as SQL gives it, in ten-thousandths; null is nothing. Throws on other text. */
export function tenThousandths(amount: string | null): bigint {
  if (amount === null) return 0n
  const [, sign, whole = '', fraction = ''] = shape.exec(amount) ?? []
  if (sign === undefined) throw new Error(`not an amount of money: ${amount}`)
  const units = BigInt(whole) * scale + BigInt(fraction.padEnd(places, '0'))
  return sign === '-' ? -units : units
}

/** Ten-thousandths as decimal text with four places. */
export function amountText(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** The exact sum of amounts; absent ones count as nothing. */
export const sumOfMoney = (amounts: readonly (string | null)[]): string =>
  amountText(amounts.reduce((sum, amount) => sum + tenThousandths(amount), 0n))

/** An amount as a number, for quotients and charts; exact up to nine hundred billion. */
export const moneyNumber = (amount: string | null): number =>
  Number(tenThousandths(amount)) / Number(scale)
