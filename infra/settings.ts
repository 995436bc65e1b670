import type { SettingsInput } from '#core/settings.ts'

/** The one file that a deployer edits. */
export const settings: SettingsInput = {
  name: 'funnel-metrics',
  zone: 'Europe/Berlin',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
  currency: 'EUR',
  funnels: ['b2b_six_stage'],
  schedules: {
    monthly: { cron: 'cron(0 6 2 * ? *)', reports: ['conversion'] },
  },
}
