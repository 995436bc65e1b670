import { expect, test } from 'vitest'
import { type DayUnit, laterDay } from '#core/later-day.ts'

test.each<[string, number, DayUnit, string]>([
  ['2024-02-28', 1, 'day', '2024-02-29'],
  ['2026-12-29', 1, 'week', '2027-01-05'],
  ['2026-01-31', 1, 'month', '2026-02-28'],
  ['2026-12-01', 1, 'month', '2027-01-01'],
  ['2026-11-01', 1, 'quarter', '2027-02-01'],
  ['2024-02-29', 1, 'year', '2025-02-28'],
])('%s and %i %s', (day, count, unit, expected) => {
  expect(laterDay(day, count, unit)).toBe(expected)
})
