import { Temporal } from 'temporal-polyfill'
import { localDay } from '../../calendar.ts'
import type { Parameter } from '../../literal.ts'

/** Units of rolling ages: so many seconds, or so many months; seconds do not matter then. */
const units = {
  hour: { seconds: 3600, months: 0 },
  day: { seconds: 86_400, months: 0 },
  week: { seconds: 604_800, months: 0 },
  month: { seconds: 1, months: 1 },
  quarter: { seconds: 1, months: 3 },
  year: { seconds: 1, months: 12 },
} as const

export type RollingUnit = keyof typeof units

/** The unit as parameters of `cohort_rolling`. */
export function unitParameters(unit: RollingUnit): Readonly<Record<string, Parameter>> {
  const { seconds, months } = units[unit]
  return {
    unit_seconds: { type: 'integer', value: seconds },
    unit_months: { type: 'integer', value: months },
  }
}

/** Whole units from one UTC wall time to another; months as adding them to the start gives them. */
function wholeUnits(from: string, to: string, unit: RollingUnit): number {
  const { seconds, months } = units[unit]
  if (months === 0) return Math.floor((Date.parse(to) - Date.parse(from)) / (seconds * 1000))
  const start = Temporal.PlainDateTime.from(from.replace('Z', ''))
  const end = Temporal.PlainDateTime.from(to.replace('Z', ''))
  const ends = (end.year - start.year) * 12 + end.month - start.month
  const isLate = Temporal.PlainDateTime.compare(start.add({ months: ends }), end) > 0
  return Math.floor((isLate ? ends - 1 : ends) / months)
}

const instant = (cell: string) => `${cell.replace(' ', 'T').slice(0, 23)}Z`
const midnight = (day: string) => `${day}T00:00:00.000Z`

/** The youngest members of a cohort as `cohort_rolling` gives them. */
export interface Youngest {
  readonly youngest_at: string | null
  readonly youngest_on: string | null
  readonly cut_at: string
}

/** Ages that even the youngest members have behind them at the cut; days count as local days. */
export function agesBehind(
  { youngest_at, youngest_on, cut_at }: Youngest,
  unit: RollingUnit,
  zone: string,
): number {
  const cut = instant(cut_at)
  const byMoment = youngest_at === null ? [] : [wholeUnits(instant(youngest_at), cut, unit)]
  const today = midnight(localDay(cut, zone))
  const byDay = youngest_on === null ? [] : [wholeUnits(midnight(youngest_on), today, unit)]
  return Math.min(...byMoment, ...byDay)
}
