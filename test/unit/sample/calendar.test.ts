import { describe, expect, test } from 'vitest'
import {
  addMonths,
  atWork,
  hour,
  isoDay,
  monthStart,
  officeTime,
  receipts,
} from '#local/sample/calendar.ts'
import { createRandom } from '#local/sample/random.ts'

describe('calendar', () => {
  test('a month later is the last day where the month is shorter', () => {
    expect(isoDay(addMonths(Date.UTC(2025, 11, 31, 8), 2))).toBe('2026-02-28')
    expect(addMonths(Date.UTC(2025, 5, 15, 8), 12)).toBe(Date.UTC(2026, 5, 15, 8))
    expect(monthStart(Date.UTC(2025, 11, 31, 8), 1)).toBe(Date.UTC(2026, 0, 1))
  })

  test('office time is never before the moment it is asked for, and never at a weekend', () => {
    const random = createRandom(1)
    for (let after = Date.UTC(2026, 0, 1, 23); after < Date.UTC(2026, 1, 1); after += 7_200_000) {
      const at = new Date(officeTime(random, after))
      expect(at.getTime()).toBeGreaterThanOrEqual(after)
      expect([1, 2, 3, 4, 5]).toContain(at.getUTCDay())
      expect([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]).toContain(at.getUTCHours())
    }
  })

  test('at work is at once in office hours, else the next morning', () => {
    const random = createRandom(1)
    const noon = Date.UTC(2026, 0, 8, 12)
    expect(atWork(random, noon)).toBe(noon)
    const evening = Date.UTC(2026, 0, 9, 18)
    const monday = Date.UTC(2026, 0, 12, 7)
    expect(atWork(random, evening)).toBeGreaterThanOrEqual(monday)
    expect(atWork(random, evening)).toBeLessThan(monday + 2 * hour)
  })

  test('batches are due on Mondays and Thursdays', () => {
    const days = [...receipts()].map((at) => new Date(at).getUTCDay())
    expect(days.length).toBe(2 * 78 + 1)
    expect(days.every((day, index) => day === (index % 2 === 0 ? 1 : 4))).toBe(true)
  })
})
