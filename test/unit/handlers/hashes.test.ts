import { expect, test } from 'vitest'
import { parseSettings, type SettingsInput, type settingsSchema } from '#core/settings.ts'
import { funnelNamed, loadCatalog } from '#functions/catalog.ts'
import { inputHashes } from '#handlers/hashes.ts'
import { settings as shipped } from '#infra/settings.ts'

const catalog = loadCatalog(new URL('../../../queries/', import.meta.url))
const funnel = funnelNamed(catalog, 'b2b_six_stage')
const hashOf = (changes: Partial<SettingsInput>) =>
  inputHashes(
    catalog,
    { settings: parseSettings({ ...shipped, ...changes }), reference: '' },
    funnel,
  ).settings

const weekly = { cron: 'cron(0 7 ? * MON *)', reports: ['review'], recipients: ['a@example.com'] }

/** A change of each setting, and whether a number of a report can come from it. */
const changes: Record<keyof typeof settingsSchema.shape, [Partial<SettingsInput>, boolean]> = {
  name: [{ name: 'other' }, false],
  zone: [{ zone: 'UTC' }, true],
  weekStart: [{ weekStart: 'sunday' }, true],
  fiscalYearStartMonth: [{ fiscalYearStartMonth: 4 }, true],
  currency: [{ currency: 'USD' }, true],
  businessHours: [{ businessHours: { monday: '10:00-12:00' } }, true],
  holidays: [{ holidays: ['2026-05-01'] }, true],
  responseSlaMinutes: [{ responseSlaMinutes: 30 }, true],
  velocityWindowDays: [{ velocityWindowDays: 30 }, true],
  grossMargin: [{ grossMargin: 0.5 }, true],
  cacLoading: [{ cacLoading: 'media' }, true],
  cacLagMonths: [{ cacLagMonths: 1 }, true],
  attributionLookbackDays: [{ attributionLookbackDays: 30 }, true],
  attributionPath: [{ attributionPath: { dropAtEnd: ['direct'] } }, true],
  wonHorizonDays: [{ wonHorizonDays: 90 }, true],
  discountRate: [{ discountRate: 0.2 }, true],
  ltvCapMonths: [{ ltvCapMonths: 36 }, true],
  alerts: [
    {
      sender: 'a@example.com',
      alerts: [{ figure: 'nrr', below: 1, recipients: ['b@example.com'] }],
    },
    false,
  ],
  identity: [{ identity: { mergeByEmailHash: true } }, true],
  webhooks: [{ webhooks: { stripe: {} } }, false],
  funnels: [{ funnels: ['b2b_six_stage'] }, true],
  sender: [{ sender: 'a@example.com' }, false],
  schedules: [{ sender: 'a@example.com', schedules: { weekly } }, false],
  restoredTable: [
    {
      restoredTable: {
        name: 'restored',
        streamArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/restored/stream/1',
      },
    },
    false,
  ],
  routeMetrics: [{ routeMetrics: true }, false],
  scanLimitsGb: [{ scanLimitsGb: { analysts: 20 } }, false],
}

test.each(Object.entries(changes))('%s', (_, [change, counts]) => {
  expect(hashOf(change) !== hashOf({})).toBe(counts)
})
