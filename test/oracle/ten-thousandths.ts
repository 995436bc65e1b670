/** Decimal text as whole ten-thousandths, by its digits. */
export function units(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const digits = BigInt(whole + fraction.padEnd(4, '0'))
  return amount.startsWith('-') ? -digits : digits
}

/** Ten-thousandths as text with four decimals. */
export function amountText(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}
