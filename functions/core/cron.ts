import { localDay } from './calendar.ts'
import { type CronDays, parseCronDays, runsOn } from './cron-days.ts'
import { parseField } from './cron-field.ts'
import { UsageError } from './errors.ts'
import { wallTimeToUtc } from './local-time.ts'

/** When a schedule runs: at local times of certain days, or every so many milliseconds. */
type Rhythm =
  | { readonly kind: 'cron'; readonly times: readonly string[]; readonly days: CronDays }
  | { readonly kind: 'rate'; readonly everyMs: number }

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

const two = (part: number) => String(part).padStart(2, '0')

function parseRate(text: string): Rhythm {
  const [, count = '', unit = '', plural] = /^(\d{1,6}) (minute|hour|day)(s?)$/.exec(text) ?? []
  const number = Number(count)
  if (number < 1 || (number === 1) !== (plural === '')) {
    throw new UsageError(`rate(${text}) is none: write rate(1 day) or rate(14 days)`)
  }
  return { kind: 'rate', everyMs: number * (unitMs[unit] ?? 0) }
}

function parseCron(text: string): Rhythm {
  const fields = text.trim().split(/\s+/)
  const [minutes, hours, ...days] = fields
  if (minutes === undefined || hours === undefined || fields.length !== 6) {
    throw new UsageError(
      'cron takes six fields: minutes, hours, day of month, month, day of week, year',
    )
  }
  const times = parseField('hours', hours, 0, 23).flatMap((hour) =>
    parseField('minutes', minutes, 0, 59).map((minute) => `${two(hour)}:${two(minute)}`),
  )
  return { kind: 'cron', times, days: parseCronDays(days) }
}

/** Throws UsageError for what EventBridge Scheduler would refuse, and for what never runs. */
function parse(expression: string): Rhythm {
  const [, kind, text = ''] = /^(cron|rate)\((.+)\)$/.exec(expression) ?? []
  if (kind === 'rate') return parseRate(text)
  if (kind === 'cron') return parseCron(text)
  throw new UsageError('cron(...) or rate(...)')
}

/** Why a schedule expression cannot be used, in words for the one who wrote it; undefined when it can. */
export function scheduleFault(expression: string): string | undefined {
  try {
    parse(expression)
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

const dayMs = 86_400_000

/** A leap day comes once in eight years at the longest, around a year like 2100. */
const mostDays = 8 * 366

/** The runs of one local day, in order. A time that a change of clocks skips runs after the gap. */
function runsOf(rhythm: Extract<Rhythm, { kind: 'cron' }>, day: string, zone: string): number[] {
  if (!runsOn(rhythm.days, day)) return []
  return rhythm.times
    .map((time) => Date.parse(wallTimeToUtc(`${day} ${time}`, zone) ?? ''))
    .sort((a, b) => a - b)
}

/**
 * The latest run of a schedule at or before a moment; undefined when it had none in eight years. A
 * rate counts from 1970 here, where Scheduler counts from the moment that the schedule was made.
 */
export function lastRun(expression: string, at: Date, zone: string): Date | undefined {
  const rhythm = parse(expression)
  const now = at.getTime()
  if (rhythm.kind === 'rate') return new Date(now - (now % rhythm.everyMs))
  const today = Date.parse(localDay(at.toISOString(), zone))
  for (let back = 0; back <= mostDays; back += 1) {
    const day = new Date(today - back * dayMs).toISOString().slice(0, 10)
    const last = runsOf(rhythm, day, zone)
      .filter((run) => run <= now)
      .at(-1)
    if (last !== undefined) return new Date(last)
  }
  return undefined
}

/** Whether a schedule has no run after a moment, because its years are over. */
export function hasEnded(expression: string, at: Date, zone: string): boolean {
  const rhythm = parse(expression)
  if (rhythm.kind === 'rate') return false
  const today = localDay(at.toISOString(), zone)
  const lastYear = Math.max(...rhythm.days.years)
  if (lastYear !== Number(today.slice(0, 4))) return lastYear < Number(today.slice(0, 4))
  const left = Array.from({ length: 366 }, (_, ahead) =>
    new Date(Date.parse(today) + ahead * dayMs).toISOString().slice(0, 10),
  )
  return !left.some((day) => runsOf(rhythm, day, zone).some((run) => run > at.getTime()))
}

/** Milliseconds between two runs of a rate; 0 for a cron expression, whose runs are known to the minute. */
export function rateMs(expression: string): number {
  const rhythm = parse(expression)
  return rhythm.kind === 'rate' ? rhythm.everyMs : 0
}

/** Whether a day lies in the first, third, fifth ... seven days from the anchor on. */
export function isInEvenWeek(day: string, anchor: string): boolean {
  const weeks = Math.floor((Date.parse(day) - Date.parse(anchor)) / (7 * dayMs))
  return weeks % 2 === 0
}
