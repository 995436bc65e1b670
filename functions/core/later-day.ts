import { Temporal } from 'temporal-polyfill'

export type DayUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** The day YYYY-MM-DD so many units later; the last day of a month stays within the next one. */
export function laterDay(day: string, count: number, unit: DayUnit): string {
  const start = Temporal.PlainDate.from(day)
  const later =
    unit === 'quarter' ? start.add({ months: 3 * count }) : start.add({ [`${unit}s`]: count })
  return later.toString()
}
