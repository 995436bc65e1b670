import type { Product, Segment } from './market.ts'
import { competitorShares } from './market.ts'
import type { Random } from './random.ts'

export interface DealStep {
  readonly name: string
  readonly type: 'stage' | 'touch'
  /** Share of deals that pass it at all. */
  readonly share: number
  /** Median days after the step before, for a deal of a medium-sized company. */
  readonly days: number
  readonly probability: string
  readonly forecast: 'pipeline' | 'best_case' | 'commit'
}

const step = (
  name: string,
  type: DealStep['type'],
  share: number,
  days: number,
  probability: string,
  forecast: DealStep['forecast'],
): DealStep => ({ name, type, share, days, probability, forecast })

const opened = step('opportunity_opened', 'stage', 1, 0, '0.1', 'pipeline')
const negotiation = step('negotiation', 'stage', 0.78, 6, '0.75', 'commit')

const steps: Record<Product, (segment: Segment) => DealStep[]> = {
  platform: (segment) => [
    opened,
    step('discovery_call', 'touch', 0.85, 4, '0.15', 'pipeline'),
    step('demo_held', 'touch', 0.75, 6, '0.25', 'pipeline'),
    step('trial_started', 'touch', 0.25, 4, '0.3', 'pipeline'),
    ...(segment === 'enterprise' ? rfp : []),
    step('proposal_sent', 'stage', 0.88, 9, '0.45', 'best_case'),
    ...(segment === 'smb' ? [] : lateSteps),
    negotiation,
  ],
  services: () => [
    opened,
    step('consultation', 'touch', 0.9, 4, '0.2', 'pipeline'),
    step('custom_scope', 'stage', 0.75, 7, '0.3', 'pipeline'),
    step('stakeholder_workshop', 'touch', 0.6, 9, '0.4', 'best_case'),
    step('service_proposal', 'stage', 0.9, 8, '0.5', 'best_case'),
    negotiation,
  ],
  devices: () => [
    opened,
    step('sales_followup', 'touch', 0.9, 5, '0.2', 'pipeline'),
    step('proposal_sent', 'stage', 0.9, 10, '0.4', 'best_case'),
    step('procurement', 'stage', 0.5, 9, '0.6', 'commit'),
    negotiation,
  ],
}

const rfp = [
  step('rfp_received', 'touch', 0.4, 3, '0.35', 'pipeline'),
  step('rfp_answered', 'touch', 0.3, 8, '0.4', 'pipeline'),
]

const lateSteps = [
  step('security_review', 'stage', 0.6, 7, '0.5', 'best_case'),
  step('legal_review', 'stage', 0.55, 7, '0.6', 'best_case'),
  step('procurement', 'stage', 0.45, 6, '0.7', 'commit'),
]

/** The steps that a deal will pass if it is never stopped: some are always skipped by someone. */
export const drawSteps = (random: Random, product: Product, segment: Segment): DealStep[] =>
  steps[product](segment).filter((each) => random.chance(each.share))

/** What a win is called beside `closed_won`, by product. */
export const purchaseNames: Record<Product, string> = {
  platform: 'subscription_started',
  services: 'retainer_started',
  devices: 'purchase_order',
}

export interface Ending {
  readonly outcome: 'won' | 'lost' | 'no_decision'
  readonly reason: string | undefined
  readonly competitor: string | undefined
}

/** Reason and competitor of a closed deal; one loss in twelve is closed without a reason. */
export function drawEnding(random: Random, won: boolean, at: number): Ending {
  const competitor = random.weighted(competitorShares(at))
  if (won) {
    return {
      outcome: 'won',
      reason: random.pick(['best_fit', 'price', 'service', undefined]),
      competitor,
    }
  }
  if (random.chance(0.2)) {
    return {
      outcome: 'no_decision',
      reason: random.pick(['timing', 'no_budget', 'status_quo']),
      competitor: undefined,
    }
  }
  const price = competitor === 'competitor_b' ? 60 : 20
  const reason = random.weighted([
    ['price', price],
    ['missing_feature', 22],
    ['competitor', competitor ? 24 : 0],
    ['timing', 14],
    ['no_budget', 12],
    [undefined, 8],
  ] as const)
  return { outcome: 'lost', reason, competitor }
}
