import { parseField } from './cron-field.ts'
import { UsageError } from './errors.ts'

const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const weekdayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ')

/** A day as far as a schedule looks at it; `weekday` is 1 on Sunday. */
interface Day {
  readonly date: number
  readonly weekday: number
  readonly daysInMonth: number
}

type DayTest = (day: Day) => boolean

export interface CronDays {
  readonly months: ReadonlySet<number>
  readonly years: ReadonlySet<number>
  readonly isDay: DayTest
}

/** The working day nearest to a date, in the same month: what `15W` means. */
function nearestWorkingDay(date: number, { date: today, weekday, daysInMonth }: Day): number {
  const day = Math.min(date, daysInMonth)
  const on = (((weekday - 1 + day - today) % 7) + 7) % 7
  if (on === 6) return day > 1 ? day - 1 : day + 2
  if (on === 0) return day < daysInMonth ? day + 1 : day - 2
  return day
}

function dayOfMonth(text: string): DayTest {
  if (text === 'L') return ({ date, daysInMonth }) => date === daysInMonth
  if (text === 'LW') return (day) => day.date === nearestWorkingDay(31, day)
  const nearest = /^(\d{1,2})W$/.exec(text)?.[1]
  if (nearest !== undefined) {
    const [date = 0] = parseField('day of month', nearest, 1, 31)
    return (day) => date <= day.daysInMonth && day.date === nearestWorkingDay(date, day)
  }
  const dates = new Set(parseField('day of month', text, 1, 31))
  return ({ date }) => dates.has(date)
}

function dayOfWeek(text: string): DayTest {
  const [, name = '', mark] = /^(\w+?)(L|#[1-5])$/.exec(text) ?? []
  if (text === 'L') return ({ weekday }) => weekday === 7
  if (mark === undefined) {
    const weekdays = new Set(parseField('day of week', text, 1, 7, weekdayNames))
    return ({ weekday }) => weekdays.has(weekday)
  }
  const [wanted] = parseField('day of week', name, 1, 7, weekdayNames)
  if (mark === 'L') {
    return ({ weekday, date, daysInMonth }) => weekday === wanted && date > daysInMonth - 7
  }
  const nth = Number(mark.slice(1))
  return ({ weekday, date }) => weekday === wanted && Math.ceil(date / 7) === nth
}

const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

function dayFrom(year: number, month: number, date: number): Day {
  const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 1
  return { date, weekday, daysInMonth: lengthOf(year, month) }
}

/** A schedule of years before this one was over before there was anything to run. */
const firstYear = 2025

/** The calendar repeats after 28 years within a century; those that a schedule names may be fewer. */
function everRuns({ months, years, isDay }: CronDays): boolean {
  const ahead = [...years].filter((year) => year >= firstYear)
  return ahead.slice(0, 28).some((year) =>
    [...months].some((month) => {
      const dates = Array.from({ length: lengthOf(year, month) }, (_, index) => index + 1)
      return dates.some((date) => isDay(dayFrom(year, month, date)))
    }),
  )
}

/** The last four fields of a cron expression; throws UsageError, also when no day fits them. */
export function parseCronDays(fields: readonly string[]): CronDays {
  const [date = '', month = '', weekday = '', year = ''] = fields
  if ((date === '?') === (weekday === '?')) {
    throw new UsageError('exactly one of day of month and day of week is "?"')
  }
  const days = {
    months: new Set(parseField('month', month, 1, 12, monthNames)),
    years: new Set(parseField('year', year, 1970, 2199)),
    isDay: weekday === '?' ? dayOfMonth(date) : dayOfWeek(weekday),
  }
  if (!everRuns(days)) throw new UsageError('it never runs: no day fits its fields')
  return days
}

/** Whether a schedule runs on a day `YYYY-MM-DD`. */
export function runsOn({ months, years, isDay }: CronDays, day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return years.has(year) && months.has(month) && isDay(dayFrom(year, month, date))
}
