import { reportIds } from '#core/reports/all.ts'
import type { SettingsInput } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

export const sender = 'reports@example.org'
export const recipient = 'leadership@example.org'
export const slackSecret = 'slack/sales'

/** A deployer's own: two funnels, since other suites build them all, and someone to tell. */
export const settings: SettingsInput = {
  ...shipped,
  name: 'acme-funnel',
  funnels: ['b2b_six_stage', 'saas_trial'],
  webhooks: { generic: {} },
  sender,
  schedules: {
    monthly: {
      cron: 'cron(0 6 2 * ? *)',
      period: 'month',
      reports: [...reportIds],
      recipients: [recipient],
      slackSecret,
    },
  },
}
