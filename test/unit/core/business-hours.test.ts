import { describe, expect, test } from 'vitest'
import { businessRows } from '#core/business-hours.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

function rowsOf(changes: Partial<SettingsInput>) {
  const rows = businessRows(parseSettings({ ...shipped, ...changes }), 2026)
  return (days: readonly string[]) =>
    rows
      .filter((row) => days.includes(row.starts_on))
      .map((row) => [row.starts_on, row.starts_at, row.ends_at])
}

describe('working hours', () => {
  test('are local times, one row a working day', () => {
    const inBerlin = rowsOf({ zone: 'Europe/Berlin' })
    // The clocks go forward on Sunday, 29 March.
    expect(inBerlin(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30'])).toEqual([
      ['2026-03-27', '2026-03-27T08:00:00.000Z', '2026-03-27T16:00:00.000Z'],
      ['2026-03-30', '2026-03-30T07:00:00.000Z', '2026-03-30T15:00:00.000Z'],
    ])
  })

  test('differ by weekday and end at midnight at the latest', () => {
    const rows = rowsOf({
      zone: 'UTC',
      businessHours: { friday: '08:30-12:00', sunday: '00:00-24:00' },
    })
    expect(rows(['2026-03-05', '2026-03-06', '2026-03-08'])).toEqual([
      ['2026-03-06', '2026-03-06T08:30:00.000Z', '2026-03-06T12:00:00.000Z'],
      ['2026-03-08', '2026-03-08T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
    ])
  })

  test('are shorter on the day on which an hour of them is skipped', () => {
    const rows = rowsOf({ zone: 'Europe/Berlin', businessHours: { sunday: '01:00-04:00' } })
    expect(rows(['2026-03-29'])).toEqual([
      ['2026-03-29', '2026-03-29T00:00:00.000Z', '2026-03-29T02:00:00.000Z'],
    ])
  })

  test('that are skipped altogether, and days that a zone skipped, have no row', () => {
    const night = rowsOf({ zone: 'Europe/Berlin', businessHours: { sunday: '02:00-03:00' } })
    expect(night(['2026-03-29'])).toEqual([])
    const apia = rowsOf({ zone: 'Pacific/Apia' })
    expect(apia(['2011-12-30'])).toEqual([])
    expect(apia(['2011-12-29'])).toHaveLength(1)
  })

  test('are off on holidays', () => {
    const rows = rowsOf({ zone: 'UTC', holidays: ['2026-12-25'] })
    expect(rows(['2026-12-24', '2026-12-25']).map(([day]) => day)).toEqual(['2026-12-24'])
  })

  test('cover the years of the calendar', () => {
    const rows = businessRows(parseSettings({ ...shipped, zone: 'UTC' }), 2026)
    expect(rows[0]?.starts_on).toBe('1990-01-01')
    expect(rows.at(-1)?.starts_on).toBe('2031-12-31')
  })
})

describe('settings that are refused', () => {
  test.each([
    [{ businessHours: {} }, 'businessHours: at least one working day'],
    [
      { businessHours: { monday: '17:00-09:00' } },
      'businessHours.monday: must open before it closes',
    ],
    [
      { businessHours: { monday: '09:00-09:00' } },
      'businessHours.monday: must open before it closes',
    ],
    [
      { businessHours: { monday: '9-17' } },
      'businessHours.monday: local times such as 09:00-17:00',
    ],
    [{ businessHours: { monday: '09:00-24:30' } }, 'businessHours.monday: local times'],
    [{ businessHours: { funday: '09:00-17:00' } }, 'businessHours: Unrecognized key: "funday"'],
    [{ holidays: ['2026-02-30'] }, 'holidays.0:'],
    [{ responseSlaMinutes: 0 }, 'responseSlaMinutes:'],
    [{ velocityWindowDays: 1.5 }, 'velocityWindowDays:'],
  ])('%j', (changes, message) => {
    expect(() => parseSettings({ ...shipped, ...changes })).toThrow(message)
  })
})
