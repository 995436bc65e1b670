import type { Interval, TableColumn, Unit } from './report-data.ts'

/**
 * Numbers become text here and nowhere else. One rule for each unit: counts as they are, durations
 * in days with one decimal, rates in percent and money with two decimals in figures and tables
 * (`full`); in charts (`brief`) rates have one decimal and money none.
 */
export type Detail = 'full' | 'brief'

const decimalPattern = /^(-?)(\d+)(?:\.(\d+))?$/
const decimals: Readonly<Record<Detail, { rate: number; money: number }>> = {
  full: { rate: 2, money: 2 },
  brief: { rate: 1, money: 0 },
}
const months =
  'January February March April May June July August September October November December'.split(' ')

/** What stands for a value that is not there. */
export const missingMark = '–'

/** The shortest decimal text of a number, never with an exponent; throws on NaN and infinities. */
export function decimalText(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`a report number must be finite, got ${value}`)
  const [mantissa = '', exponent] = String(value).split('e')
  return exponent === undefined ? mantissa : shift(mantissa, Number(exponent))
}

/** Decimal text times ten to the power `places`, exactly. */
function shift(text: string, places: number): string {
  const [, sign = '', whole = '', fraction = ''] = decimalPattern.exec(text) ?? []
  const point = whole.length + places
  const digits = (whole + fraction).padEnd(point, '0')
  const padded = point < 1 ? '0'.repeat(1 - point) + digits : digits
  const cut = Math.max(point, 1)
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, '')
  const right = padded.slice(cut).replace(/0+$/, '')
  return sign + left + (right ? `.${right}` : '')
}

/** Decimal text rounded half away from zero on its digits, so that no binary fraction decides a tie. */
function roundText(text: string, places: number): string {
  const [, sign = '', whole = '', fraction = ''] = decimalPattern.exec(text) ?? []
  const kept = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'))
  const up = Number(fraction[places] ?? '0') >= 5 ? 1n : 0n
  const digits = String(kept + up).padStart(places + 1, '0')
  const cut = digits.length - places
  const rounded = digits.slice(0, cut) + (places > 0 ? `.${digits.slice(cut)}` : '')
  return /[1-9]/.test(rounded) ? sign + rounded : rounded
}

/** Thousands by commas and a true minus sign. */
function group(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return (text.startsWith('-') ? '−' : '') + grouped + (fraction ? `.${fraction}` : '')
}

/** A number or decimal text with so many decimals; other text comes back as it is. */
export function formatNumber(value: number | string, places: number): string {
  const text = typeof value === 'number' ? decimalText(value) : value
  return decimalPattern.test(text) ? group(roundText(text, places)) : text
}

/** A count: whole numbers without decimals, weighted ones with as many as they have, at most two. */
export function formatCount(value: number | string): string {
  const text = typeof value === 'number' ? decimalText(value) : value
  const fraction = decimalPattern.exec(text)?.[3] ?? ''
  return formatNumber(text, Math.min(fraction.replace(/0+$/, '').length, 2))
}

/** A fraction as a percentage. */
export function formatRate(value: number | string, places: number = decimals.full.rate): string {
  const text = typeof value === 'number' ? decimalText(value) : value
  return decimalPattern.test(text) ? `${formatNumber(shift(text, 2), places)}%` : text
}

/** A fraction as a percentage with every digit it has, for receipts. */
export function formatExactRate(value: number): string {
  return `${group(shift(decimalText(value), 2))}%`
}

function formatMultiple(value: number | string): string {
  const text = formatNumber(value, 1)
  return /\d$/.test(text) ? `${text}x` : text
}

/** A value by its unit, without the name of the unit (see `unitLabel`); text comes back as it is. */
export function formatValue(value: number | string, unit: Unit, detail: Detail = 'full'): string {
  if (unit === 'rate') return formatRate(value, decimals[detail].rate)
  if (unit === 'money') return formatNumber(value, decimals[detail].money)
  if (unit === 'duration_days' || unit === 'duration_hours') return formatNumber(value, 1)
  if (unit === 'months' || unit === 'score') return formatNumber(value, 1)
  if (unit === 'multiple') return formatMultiple(value)
  if (unit === 'count') return formatCount(value)
  if (unit === 'date') return formatDate(String(value))
  return String(value)
}

/** A mark of a scale: brief, and a whole percentage without decimals. */
export function formatMark(value: number, unit: Unit): string {
  return formatValue(value, unit, 'brief').replace(/\.0(?=[%x]|$)/, '')
}

/** What the numbers of a unit are counted in, to stand beside them; empty where they say it themselves. */
export function unitLabel(unit: Unit, currency?: string): string {
  if (unit === 'duration_days') return 'days'
  if (unit === 'duration_hours') return 'hours'
  if (unit === 'months') return 'months'
  return unit === 'money' ? (currency ?? '') : ''
}

/** An interval by its unit: `9.87% to 11.22%`. */
export function formatInterval(interval: Interval, unit: Unit, detail: Detail = 'full'): string {
  return `${formatValue(interval.low, unit, detail)} to ${formatValue(interval.high, unit, detail)}`
}

/** `2026-02-01` as `1 Feb 2026`; any other text as it is. */
export function formatDate(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  const name = months[Number(month) - 1]
  return name === undefined ? text : `${Number(day)} ${name.slice(0, 3)} ${year}`
}

/** The day before an ISO date: periods end before their end day. */
export function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}

/** An instant as wall time of a zone: `1 Mar 2026, 00:00`. */
export function formatInstant(instant: string, zone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(new Date(instant)).map((p) => [p.type, p.value]))
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  return `${formatDate(date)}, ${parts.get('hour')}:${parts.get('minute')}`
}

/** A calendar label in words: `2026-02` is `February 2026`, `2026-Q1` is `Q1 2026`, `all` is `All time`. */
export function formatPeriod(label: string): string {
  if (label === 'all') return 'All time'
  const parts = label.split('..')
  if (parts.length === 2) return parts.map(formatPeriod).join(' to ')
  const [, fiscal, year, part] = /^(FY)?(\d{4})(?:-(Q[1-4]|W\d\d|\d\d))?$/.exec(label) ?? []
  if (year === undefined) return formatDate(label)
  if (part === undefined) return label
  if (/^[QW]/.test(part)) return `${part.replace(/^W0?/, 'Week ')} ${fiscal ?? ''}${year}`
  return `${months[Number(part) - 1] ?? part} ${year}`
}

/** Why a cell of a column is empty, when the column does not say it. */
export function missingReason(column: Pick<TableColumn, 'unit' | 'missing'>): string {
  if (column.missing !== undefined) return column.missing
  if (column.unit === 'rate') return 'no rate: nothing to divide by'
  if (column.unit.startsWith('duration')) return 'nothing observed'
  return 'not available'
}
