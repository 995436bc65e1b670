/** How the times of a column are written; `year_first` also knows month names. */
export const dateStyles = [
  'year_first',
  'day_first',
  'month_first',
  'excel',
  'unix',
  'unix_ms',
] as const
export type DateStyle = (typeof dateStyles)[number]

/** A time as written: `day` is YYYY-MM-DD, `clock` HH:MM[:SS[.f]], `offset` Z or +HH:MM. */
export interface WrittenTime {
  readonly day: string
  readonly clock?: string
  readonly offset?: string
}

/** The numbers of a day with its separators, before it is known which is which. */
export interface WrittenDay {
  readonly first: number
  readonly second: number
  readonly year: string
  readonly clock: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const rest = '(?:(?:[T ,]|, )+(\\d.*))?'
const yearFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?${rest}$`)
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d\\d)${rest}$`)
const dayMonth = new RegExp(`^(\\d{1,2})[- ]([A-Za-z]{3,9})\\.?,?[- ](\\d{4}|\\d\\d)${rest}$`)
const monthDay = new RegExp(`^([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4})${rest}$`)
const clockShape =
  /^(\d{1,2}):(\d\d)(?::(\d\d)([.,]\d+)?)? ?(am|pm|a\.m\.|p\.m\.)?\s*(z|utc|gmt|[+-]\d\d(?::?\d\d)?)?$/i

const two = (value: number | string) => String(value).padStart(2, '0')

/** Two-digit years are those from 1970 to 2069. */
const fullYear = (year: string) =>
  year.length === 4 ? year : `${Number(year) < 70 ? '20' : '19'}${year}`

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

function dayOf(written: string, month: number, day: number): string | undefined {
  const year = fullYear(written)
  const last = month === 2 && isLeap(Number(year)) ? 29 : (monthDays[month - 1] ?? 0)
  return day >= 1 && day <= last ? `${year}-${two(month)}-${two(day)}` : undefined
}

function hourOf(hour: string, half: string | undefined): number {
  if (half === undefined) return Number(hour)
  return (Number(hour) % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0)
}

function offsetOf(text: string): string {
  if (/^[a-z]/i.test(text)) return 'Z'
  return `${text.slice(0, 3)}:${text.slice(3).replace(':', '') || '00'}`
}

function withClock(day: string | undefined, text: string | undefined): WrittenTime | undefined {
  if (day === undefined || text === undefined) return day === undefined ? undefined : { day }
  const [whole, hour = '', minute, second, fraction, half, offset] = clockShape.exec(text) ?? []
  if (whole === undefined) return undefined
  const seconds = second === undefined ? '' : `:${second}${(fraction ?? '').replace(',', '.')}`
  const clock = `${two(hourOf(hour, half))}:${minute}${seconds}`
  return offset === undefined ? { day, clock } : { day, clock, offset: offsetOf(offset) }
}

const monthOf = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase()) + 1

function named(text: string): WrittenTime | undefined {
  const [, day = '', month = '', year = '', clock] = dayMonth.exec(text) ?? []
  if (month !== '') return withClock(dayOf(year, monthOf(month), Number(day)), clock)
  const [, word = '', number = '', after = '', late] = monthDay.exec(text) ?? []
  return word === '' ? undefined : withClock(dayOf(after, monthOf(word), Number(number)), late)
}

/** The parts of `26/02/2018 10:00`; undefined for other texts. */
export function writtenDay(text: string): WrittenDay | undefined {
  const [, first, second, year = '', clock = ''] = yearLast.exec(text) ?? []
  return first === undefined
    ? undefined
    : { first: Number(first), second: Number(second), year, clock }
}

const msPerDay = 86_400_000
const excelEpoch = Date.UTC(1899, 11, 30)

/** The wall-clock time of an Excel serial date: days since 1899-12-30, with fraction. */
function fromExcel(text: string): WrittenTime | undefined {
  if (!/^\d{4,6}(\.\d+)?$/.test(text)) return undefined
  const ms = Math.round((Number(text) * msPerDay) / 1000) * 1000
  const [day = '', clock = ''] = new Date(excelEpoch + ms).toISOString().split(/[TZ]/)
  return text.includes('.') ? { day, clock: clock.slice(0, 8) } : { day }
}

function fromUnix(text: string, unitMs: number): WrittenTime | undefined {
  if (!/^\d{9,14}(\.\d+)?$/.test(text)) return undefined
  const date = new Date(Math.round(Number(text) * unitMs))
  if (Number.isNaN(date.getTime())) return undefined
  const [day = '', clock = ''] = date.toISOString().split(/[TZ]/)
  return { day, clock, offset: 'Z' }
}

/**
 * Reads a time; undefined when the text is none. Years first and names of months are read in every
 * style; `day_first` and `month_first` say what 03/04/2018 means.
 */
export function readTime(text: string, style: DateStyle = 'year_first'): WrittenTime | undefined {
  const [, year, month, day, clock] = yearFirst.exec(text) ?? []
  if (year !== undefined) return withClock(dayOf(year, Number(month), Number(day ?? 1)), clock)
  if (style === 'excel') return fromExcel(text) ?? named(text)
  if (style === 'unix' || style === 'unix_ms') return fromUnix(text, style === 'unix' ? 1000 : 1)
  const parts = style === 'year_first' ? undefined : writtenDay(text)
  if (parts === undefined) return named(text)
  const [monthNumber, dayNumber] =
    style === 'day_first' ? [parts.second, parts.first] : [parts.first, parts.second]
  return withClock(dayOf(parts.year, monthNumber, dayNumber), parts.clock || undefined)
}
