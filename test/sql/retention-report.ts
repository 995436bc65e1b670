import type { FunnelInput } from '#core/funnel.ts'
import { retention } from '#core/reports/retention/report.ts'
import { openReport } from './report-business.ts'
import { reportInput } from './report-input.ts'

const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  stages: [
    { id: 'lead', label: 'Lead', position: 'top', events: ['lead'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
}

/** What the retention report is asked for a period, in the zone. */
export const retentionInput = (period: string, asOf: string, zone = 'UTC') =>
  reportInput({ funnel, period, asOf, settings: { zone }, dimension: 'segment' })

/** What the queries of the report give when nothing happened. */
export const noRetention = {
  movements: [],
  subscribers: [],
  changes: [],
  renewals: [],
  due: [],
  onboarding: [],
  reasons: [],
  surveys: [],
  triggers: [],
  referrals: [],
  leftOut: [],
}

/** DuckDB in memory with the models of the retention report, built anew for each business. */
export const openRetention = (zone = 'UTC') => openReport(retention, funnel, zone)
