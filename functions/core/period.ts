import { localDay, type Period, type PeriodKind, periodKinds, periodOf } from './calendar.ts'
import { UsageError } from './errors.ts'
import type { Settings } from './settings.ts'

const labelShapes: readonly [PeriodKind, RegExp][] = [
  ['day', /^\d{4}-\d{2}-\d{2}$/],
  ['week', /^\d{4}-W\d{2}$/],
  ['month', /^\d{4}-\d{2}$/],
  ['quarter', /^\d{4}-Q[1-4]$/],
  ['year', /^\d{4}$/],
  ['fiscal_quarter', /^FY\d{4}-Q[1-4]$/],
  ['fiscal_year', /^FY\d{4}$/],
]

const allowed =
  '2018, 2018-Q1, FY2018, FY2018-Q1, 2018-03, 2018-W09, 2018-03-05, a..b, last_month or all'

/** What a report covers: local days `[startsOn, endsOn)`; `kind` when it is one calendar period. */
export interface ReportSpan {
  readonly label: string
  readonly startsOn: string
  readonly endsOn: string
  readonly kind?: PeriodKind
}

function dayIn(kind: PeriodKind, label: string, settings: Settings): string {
  const year = Number(/\d{4}/.exec(label)?.[0])
  const part = Number(/[QW](\d+)$/.exec(label)?.[1] ?? 1)
  if (kind === 'day') return label
  if (kind === 'month') return `${label}-01`
  if (kind === 'week') return addDays(`${year}-01-04`, (part - 1) * 7)
  if (kind === 'quarter') return `${year}-${String(part * 3 - 2).padStart(2, '0')}-01`
  if (kind === 'year') return `${year}-01-01`
  const first = periodOf('fiscal_year', `${year}-01-01`, settings)
  const start = first.label === `FY${year}` ? first.startsOn : first.endsOn
  return kind === 'fiscal_year' ? start : addMonths(start, (part - 1) * 3)
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

function addMonths(firstOfMonth: string, months: number): string {
  const date = new Date(firstOfMonth)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
    .toISOString()
    .slice(0, 10)
}

function labelled(label: string, settings: Settings): Period {
  const kind = labelShapes.find(([, shape]) => shape.test(label))?.[0]
  try {
    if (kind) {
      const period = periodOf(kind, dayIn(kind, label, settings), settings)
      if (period.label === label) return period
    }
  } catch (cause) {
    throw new UsageError(`unknown period "${label}": allowed are ${allowed}`, { cause })
  }
  throw new UsageError(`unknown period "${label}": allowed are ${allowed}`)
}

/** The last period of a kind whose every day had passed at the as-of. */
export function lastComplete(kind: PeriodKind, asOf: string, settings: Settings): Period {
  const current = periodOf(kind, localDay(asOf, settings.zone), settings)
  return periodOf(kind, addDays(current.startsOn, -1), settings)
}

/**
 * A calendar label, a range `a..b` (end included), `all`, `last_week` and the like for the last
 * complete one, by default `last_month`.
 */
export function parsePeriod(
  asked: string | undefined,
  asOf: string,
  settings: Settings,
): ReportSpan {
  const text = asked ?? 'last_month'
  const last = /^last_(\w+)$/.exec(text)?.[1]
  const kind = periodKinds.find((each) => each === last)
  if (kind !== undefined) return lastComplete(kind, asOf, settings)
  if (text === 'all') {
    const endsOn = addDays(localDay(asOf, settings.zone), 1)
    return { label: 'all', startsOn: '1990-01-01', endsOn }
  }
  const [from, to, ...rest] = text.split('..')
  if (from === undefined || rest.length > 0) throw new UsageError(`unknown period "${text}"`)
  if (to === undefined) return labelled(text, settings)
  const { startsOn } = labelled(from, settings)
  const { endsOn } = labelled(to, settings)
  if (endsOn <= startsOn) throw new UsageError(`period "${text}" ends before it starts`)
  return { label: text, startsOn, endsOn }
}

/** The `count` periods of a kind that end with the one that holds the day, oldest first. */
export function trailing(
  kind: PeriodKind,
  day: string,
  count: number,
  settings: Settings,
): Period[] {
  const periods: Period[] = []
  for (let at = day; periods.length < count; ) {
    const period = periodOf(kind, at, settings)
    periods.unshift(period)
    at = addDays(period.startsOn, -1)
  }
  return periods
}
