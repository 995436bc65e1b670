/** What separates the whole from the decimals; the other one of the two groups thousands. */
export const decimalMarks = ['point', 'comma'] as const
export type DecimalMark = (typeof decimalMarks)[number]

const signs = { point: '.', comma: ',' } as const
const spaces = /[\s\u00a0\u202f'’]/g
const currency = '(?:[A-Z]{1,3}\\$|[A-Z]{3}|\\p{Sc})'
const before = new RegExp(`^(-?)${currency}`, 'u')
const after = new RegExp(`${currency}$`, 'u')

/** Digits, marks and sign of a number: without spaces, currency and brackets; `percent` when it had %. */
export interface BareNumber {
  readonly text: string
  readonly negative: boolean
  readonly percent: boolean
}

/** Takes spaces, currency, percent sign and accounting brackets off a number. */
export function bareNumber(source: string): BareNumber {
  let text = source.replace(spaces, '')
  const brackets = /^\(.*\)$/.test(text)
  if (brackets) text = text.slice(1, -1)
  text = text.replace(before, '$1').replace(after, '')
  const percent = text.endsWith('%')
  if (percent) text = text.slice(0, -1)
  const negative = brackets || /^-|-$/.test(text)
  return { text: text.replace(/^[+-]|-$/g, ''), negative, percent }
}

/** The digits before and after the mark; undefined when the text is no number with that mark. */
function split(text: string, mark: DecimalMark): { whole: string; part: string } | undefined {
  const [whole = '', part = '', ...more] = text.split(signs[mark])
  const group = signs[mark === 'point' ? 'comma' : 'point']
  const groups = whole.split(group)
  const grouped = groups
    .slice(1)
    .every((each, index) =>
      index === groups.length - 2 ? each.length === 3 : /^\d{2,3}$/.test(each),
    )
  const digits = groups.join('')
  if (more.length > 0 || !grouped || !/^\d*$/.test(digits) || !/^\d*$/.test(part)) return undefined
  return digits === '' && part === '' ? undefined : { whole: digits, part }
}

const places = 4

/** Rounds half away from zero to four places, the most that an event takes. */
function rounded(whole: string, part: string): string {
  if (part.length <= places) return part === '' ? whole : `${whole}.${part}`
  const scaled = BigInt(whole + part.slice(0, places)) + (Number(part[places]) >= 5 ? 1n : 0n)
  const digits = String(scaled).padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

export interface DecimalOptions {
  readonly decimals: DecimalMark
  /** The number counts units of 1 / 10^places: 2 for percent or cents. */
  readonly shift?: number | undefined
}

/**
 * A number as a person writes it, as a plain decimal of at most four places: currency signs, thousand
 * separators, brackets for negative numbers; `45%` is 0.45. Undefined when it is no number.
 */
export function readDecimal(
  source: string,
  { decimals, shift = 0 }: DecimalOptions,
): string | undefined {
  const { text, negative, percent } = bareNumber(source)
  const found = split(text, decimals)
  if (found === undefined) return undefined
  const move = shift === 0 && percent ? 2 : shift
  const digits = found.whole.padStart(move + 1, '0')
  const at = digits.length - move
  const whole = digits.slice(0, at).replace(/^0+(?=\d)/, '')
  const value = rounded(whole, digits.slice(at) + found.part)
  return negative && /[1-9]/.test(value) ? `-${value}` : value
}
