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
  grossMargin: 0.8,
  cacLoading: 'full',
  cacLagMonths: 0,
  attributionLookbackDays: 90,
  attributionPath: { dropEverywhere: [], dropAtEnd: [], collapseRepeats: false },
  wonHorizonDays: 180,
  discountRate: 0.1,
  ltvCapMonths: 60,
  // Such as { figure: 'coverage', below: 3, minimumN: 30, recipients: ['sales-lead@example.com'] }.
  alerts: [],
  // Links between ids always count; these rules add to them what the records themselves say.
  identity: {
    mergeByEmailHash: false,
    mostPerEmailHash: 10,
    accountByDomain: false,
    sharedDomains: [
      'gmail.com',
      'googlemail.com',
      'outlook.com',
      'hotmail.com',
      'live.com',
      'yahoo.com',
      'icloud.com',
      'aol.com',
      'proton.me',
      'protonmail.com',
      'gmx.de',
      'gmx.net',
      'web.de',
    ],
  },
  // Such as { generic: {}, hubspot: { currency: 'EUR' }, stripe: {} }.
  webhooks: {},
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
  // Who gets a set by mail needs `sender` beside the schedules, such as 'reports@example.com'; weekly
  // and every two weeks it would be { cron: 'cron(0 7 ? * MON *)', period: 'week',
  // everyTwoWeeksFrom: '2026-01-05', recipients: ['sales@example.com'], slackSecret: 'slack/sales' }.
  schedules: {
    monthly: {
      cron: 'cron(0 6 2 * ? *)',
      period: 'month',
      recipients: [],
      reports: [
        'review',
        'conversion',
        'velocity',
        'pipeline',
        'unit-economics',
        'acquisition',
        'retention',
        'data-quality',
        'cohort',
      ],
    },
  },
}
