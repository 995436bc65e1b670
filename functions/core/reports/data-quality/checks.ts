import { dealChecks } from './deal-checks.ts'
import { eventChecks } from './event-checks.ts'

/** `wrong`: a number is missing or false; `doubtful`: it may be; `allowed`: shown, not counted. */
export type Severity = 'wrong' | 'doubtful' | 'allowed'

/** What the number of a check is a share of. */
export const populations = {
  open_deals: 'open opportunities',
  closed_deals: 'opportunities closed',
  won_deals: 'opportunities won',
  lost_deals: 'opportunities lost, without decision or disqualified',
  priced_deals: 'opportunities with an amount, open or closed',
  people: 'leads and contacts',
  leads: 'leads created',
  visits: 'stays in a stage of the funnel',
  events: 'events',
  live_events: 'events, no backfill',
  named_events: 'stages and touches',
  spend: 'spend events',
  revenue: 'revenue events',
  cancellations: 'cancellations',
  scores: 'answers that are scores',
  merged_ids: 'merged ids',
  quota_owners: 'owners of a quota',
} as const
export type Population = keyof typeof populations

export interface Check {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly population: Population
  /** What to do about it, in one sentence. */
  readonly fix: string
}

/** Every check, in the order of the page; the queries name them by id. */
export const checks: readonly Check[] = [...dealChecks, ...eventChecks]

/** Ids of the checks whose faults are counted in the figures. */
export const countedChecks: readonly string[] = checks
  .filter((check) => check.severity !== 'allowed')
  .map((check) => check.id)
