import type { SettingsInput } from '#core/settings.ts'

/** The one file that a deployer edits. */
export const settings: SettingsInput = {
  name: 'funnel-metrics',
  zone: 'Europe/Berlin',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
  currency: 'EUR',
  businessHours: {
    monday: '09:00-17:00',
    tuesday: '09:00-17:00',
    wednesday: '09:00-17:00',
    thursday: '09:00-17:00',
    friday: '09:00-17:00',
  },
  holidays: [],
  responseSlaMinutes: 60,
  velocityWindowDays: 90,
  // The first is the default of reports.
  funnels: [
    'b2b_six_stage',
    'b2b_seven_stage',
    'b2b_account',
    'b2b_key_metrics',
    'saas_nine_step',
    'services_nine_step',
    'unified',
    'saas_trial',
    'agency',
    'manufacturing',
    'flywheel',
    'contact_advocacy',
    'late_stage',
    'forms',
  ],
  schedules: {
    monthly: { cron: 'cron(0 6 2 * ? *)', reports: ['conversion', 'velocity'] },
  },
}
