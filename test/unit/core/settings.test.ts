import { describe, expect, test } from 'vitest'
import { startOfDay } from '#core/calendar.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import { parseStoredSettings } from '#core/stored-settings.ts'
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

const weekly = (recipients: readonly string[]) => ({
  cron: 'cron(0 7 ? * MON *)',
  reports: ['conversion'],
  recipients,
})

const wrong: [path: string, change: Record<string, unknown>][] = [
  ['name', { name: 'Funnel Metrics' }],
  ['weekStart', { weekStart: 'tuesday' }],
  ['fiscalYearStartMonth', { fiscalYearStartMonth: 13 }],
  ['currency', { currency: 'euro' }],
  ['businessHours.monday', { businessHours: { monday: '17:00-09:00' } }],
  ['businessHours', { businessHours: {} }],
  ['holidays.1', { holidays: ['2026-12-25', '25.12.2026'] }],
  ['responseSlaMinutes', { responseSlaMinutes: 0 }],
  ['velocityWindowDays', { velocityWindowDays: 1.5 }],
  ['grossMargin', { grossMargin: 0 }],
  ['grossMargin', { grossMargin: 80 }],
  ['cacLoading', { cacLoading: 'paid' }],
  ['cacLagMonths', { cacLagMonths: -1 }],
  ['attributionLookbackDays', { attributionLookbackDays: 0 }],
  ['attributionPath.dropAtEnd.0', { attributionPath: { dropAtEnd: ['say "hi"'] } }],
  ['attributionPath', { attributionPath: { dropFirst: [] } }],
  ['wonHorizonDays', { wonHorizonDays: 4000 }],
  ['discountRate', { discountRate: 1.1 }],
  ['ltvCapMonths', { ltvCapMonths: 0 }],
  ['alerts.0.figure', { alerts: [{ figure: 'mood', below: 1, recipients: ['a@example.com'] }] }],
  ['alerts.0.above', { alerts: [{ figure: 'nrr', recipients: ['a@example.com'] }] }],
  [
    'alerts.0.above',
    { alerts: [{ figure: 'nrr', above: 1, below: 2, recipients: ['a@example.com'] }] },
  ],
  ['alerts.0.recipients.0', { alerts: [{ figure: 'nrr', below: 1, recipients: ['sales'] }] }],
  ['funnels', { funnels: [] }],
  ['schedules.monthly.cron', { schedules: { monthly: { cron: '0 6 * * *', reports: ['a'] } } }],
  [
    'schedules.monthly.cron',
    { schedules: { monthly: { cron: 'cron(0 6 30 2 ? *)', reports: ['a'] } } },
  ],
  ['schedules.weekly.recipients.1', { schedules: { weekly: weekly(['a@example.com', 'sales']) } }],
  [
    'schedules.weekly.recipients',
    { schedules: { weekly: weekly(['a@example.com', 'a@example.com']) } },
  ],
  ['schedules.weekly.period', { schedules: { weekly: { ...weekly([]), period: 'fortnight' } } }],
  [
    'schedules.weekly.everyTwoWeeksFrom',
    { schedules: { weekly: { ...weekly([]), everyTwoWeeksFrom: 'monday' } } },
  ],
  [
    'schedules.weekly.slackSecret',
    { schedules: { weekly: { ...weekly([]), slackSecret: 'https://hooks.example.com' } } },
  ],
  ['sender', { schedules: { weekly: weekly(['a@example.com']) } }],
  ['sender', { alerts: [{ figure: 'nrr', below: 1, recipients: ['a@example.com'] }] }],
  ['webhooks', { webhooks: { salesforce: {} } }],
  ['webhooks.hubspot.currency', { webhooks: { hubspot: { currency: 'euro' } } }],
  ['restoredTable.streamArn', { restoredTable: { name: 'restored', streamArn: 'restored' } }],
  ['routeMetrics', { routeMetrics: 'yes' }],
  ['scanLimitsGb.analysts', { scanLimitsGb: { analysts: 0 } }],
  ['scanLimitsGb', { scanLimitsGb: { everybody: 10 } }],
  ['schedules.monthly.reports', { schedules: { monthly: { cron: 'rate(1 day)', reports: [] } } }],
]

test.each(wrong)('a fault is named by its path: %s', (path, change) => {
  expect(() => parseSettings({ ...shipped, ...change })).toThrow(`wrong settings: ${path}: `)
  expect(() => parseSettings({ ...shipped, ...change })).toThrow(
    expect.objectContaining({ name: 'UsageError' }),
  )
})

describe('settings that another version stored', () => {
  test('are read without the fields that it knew and this one does not, at any depth', () => {
    const schedules = { weekly: { ...weekly([]), later: true } }
    const identity = { ...shipped.identity, later: [1] }
    const stored = { ...shipped, colour: 'red', schedules, identity }
    expect(parseStoredSettings(stored)).toEqual(
      parseSettings({ ...shipped, schedules: { weekly: weekly([]) } }),
    )
  })

  test('are refused for any other fault', () => {
    expect(() => parseStoredSettings({ ...shipped, colour: 'red', zone: 'x' })).toThrow(
      /^wrong settings: zone: /,
    )
  })

  test('stay as they are', () => {
    const stored = { ...shipped, colour: 'red' }
    parseStoredSettings(stored)
    expect(stored.colour).toBe('red')
  })
})

test('every fault is named, unknown fields too', () => {
  const input = { ...shipped, zone: 'x', currency: 'x', colour: 'red' } as SettingsInput
  expect(() => parseSettings(input)).toThrow(/zone: .*; currency: .*colour/)
})
