import { describe, expect, test } from 'vitest'
import { startOfDay } from '#core/calendar.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

test('the shipped settings are valid and stay as they are', () => {
  expect(parseSettings(shipped)).toEqual(shipped)
})

describe('a zone', () => {
  test.each([
    'UTC',
    'Europe/Berlin',
    'Europe/Kyiv',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Asia/Ho_Chi_Minh',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Etc/GMT+5',
  ])('%s is taken, and the calendar knows it', (zone) => {
    expect(parseSettings({ ...shipped, zone }).zone).toBe(zone)
    expect(startOfDay('2026-01-01', zone)).toMatch(/^202[56]-/)
  })

  test.each(['', 'Berlin', 'Europe/Nowhere', 'europe/berlin', '+01:00', 'GMT+1', 'local'])(
    '%j is refused with an example',
    (zone) => {
      expect(() => parseSettings({ ...shipped, zone })).toThrow(
        'wrong settings: zone: an IANA time zone such as Europe/Berlin',
      )
    },
  )
})

const wrong: [path: string, change: Record<string, unknown>][] = [
  ['name', { name: 'Funnel Metrics' }],
  ['weekStart', { weekStart: 'tuesday' }],
  ['fiscalYearStartMonth', { fiscalYearStartMonth: 13 }],
  ['currency', { currency: 'euro' }],
  ['funnels', { funnels: [] }],
  ['schedules.monthly.cron', { schedules: { monthly: { cron: '0 6 * * *', reports: ['a'] } } }],
  ['schedules.monthly.reports', { schedules: { monthly: { cron: 'rate(1 day)', reports: [] } } }],
]

test.each(wrong)('a fault is named by its path: %s', (path, change) => {
  expect(() => parseSettings({ ...shipped, ...change })).toThrow(`wrong settings: ${path}: `)
  expect(() => parseSettings({ ...shipped, ...change })).toThrow(
    expect.objectContaining({ name: 'UsageError' }),
  )
})

test('every fault is named, unknown fields too', () => {
  const input = { ...shipped, zone: 'x', currency: 'x', colour: 'red' } as SettingsInput
  expect(() => parseSettings(input)).toThrow(/zone: .*; currency: .*colour/)
})
