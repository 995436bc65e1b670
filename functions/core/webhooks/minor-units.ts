/** Currencies whose smallest unit is not the hundredth, by the number of their decimals. */
const decimals: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      'BIF',
      'CLP',
      'DJF',
      'GNF',
      'JPY',
      'KMF',
      'KRW',
      'MGA',
      'PYG',
      'RWF',
      'VND',
      'VUV',
      'XAF',
      'XOF',
      'XPF',
    ].map((currency) => [currency, 0]),
  ),
  ...Object.fromEntries(['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((currency) => [currency, 3])),
}

/** Digits kept behind the point of a price, as many as prices of a fraction of a cent may have. */
const places = 12

const scaled = (minor: string): bigint => {
  const [whole = '0', fraction = ''] = minor.split('.')
  const digits = BigInt(`${whole.replace('-', '')}${fraction.padEnd(places, '0')}`)
  return minor.startsWith('-') ? -digits : digits
}

/**
 * Decimal text of a sum of prices in the smallest unit of the currency (`1999.5` cents) times
 * quantities; exact, so it may have more decimals than an amount of money takes.
 */
export function sumOfMinor(
  parts: readonly { readonly price: string; readonly quantity: number }[],
  currency: string,
): string {
  const sum = parts.reduce((all, { price, quantity }) => all + scaled(price) * BigInt(quantity), 0n)
  const behind = places + (decimals[currency] ?? 2)
  const digits = String(sum < 0n ? -sum : sum).padStart(behind + 1, '0')
  const fraction = digits.slice(-behind).replace(/0+$/, '')
  const text = `${digits.slice(0, -behind)}${fraction === '' ? '' : `.${fraction}`}`
  return sum < 0n ? `-${text}` : text
}

/** Decimal text of an amount in the smallest unit of the currency. */
export const fromMinor = (amount: number, currency: string): string =>
  sumOfMinor([{ price: String(amount), quantity: 1 }], currency)
