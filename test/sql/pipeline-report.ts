import type { FunnelInput } from '#core/funnel.ts'
import { pipeline } from '#core/reports/pipeline/report.ts'
import { openReport } from './report-business.ts'
import { reportInput } from './report-input.ts'

const funnel: FunnelInput = {
  id: 'sales',
  title: 'Sales',
  subject: 'opportunity',
  stages: [
    { id: 'opened', label: 'Opened', position: 'middle', events: ['opened'] },
    { id: 'proposal', label: 'Proposal', position: 'bottom', events: ['proposal'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
}

/** What the pipeline report is asked for a period, in the zone. */
export const pipelineInput = (period: string, asOf: string, zone = 'UTC') =>
  reportInput({ funnel, period, asOf, settings: { zone }, dimension: 'segment' })

/** DuckDB in memory with the models of the pipeline report, built anew for each business. */
export const openPipeline = (zone = 'UTC') => openReport(pipeline, funnel, zone)
