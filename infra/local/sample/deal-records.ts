import { addMonths, day, hour, isoDay } from './calendar.ts'
import type { DealStep, Ending } from './deal-steps.ts'
import type { Deal, World } from './world.ts'
import { money } from './world.ts'

const idsOf = (deal: Deal) => ({ opportunity_id: deal.id, account_id: deal.account.id })

/** The deal's record as it is first entered; some lack an amount, an owner or a next step. */
export function recordOpening(world: World, deal: Deal, expectedClose: string): void {
  const { random, profile, dimensions, channel, id } = deal.lead
  const priced = random.chance(0.94)
  const owned = random.chance(0.96)
  const planned = random.chance(0.8)
  world.log.record('crm', deal.openedAt, {
    type: 'deal',
    name: 'created',
    ...idsOf(deal),
    lead_id: id,
    deal_type: 'new',
    sourced_by: channel.sourcedBy,
    pipeline: 'new_business',
    channel: channel.name,
    campaign: dimensions.campaign,
    region: profile.region,
    segment: profile.segment,
    product: profile.product,
    rep: owned ? profile.rep : undefined,
    team: owned ? profile.team : undefined,
    amount: priced ? money(deal.list) : undefined,
    list_amount: priced ? money(deal.list) : undefined,
    amount_basis: 'annual',
    currency: profile.currency,
    term_months: deal.term,
    probability: '0.1',
    forecast_category: 'pipeline',
    expected_close: random.chance(0.95) ? expectedClose : undefined,
    next_step: planned ? 'discovery_call' : undefined,
    next_step_due: planned ? isoDay(deal.openedAt + 7 * day) : undefined,
    contact_roles: random.chance(0.9) ? deal.committee.slice(0, 1) : undefined,
    qualification: { need: random.chance(0.8), budget: random.chance(0.4) },
  })
}

/** A later look at the deal: better known, nearer or further away, larger or smaller. */
export function recordUpdate(
  world: World,
  deal: Deal,
  at: number,
  step: DealStep,
  expectedClose: string,
): void {
  const { random, profile } = deal.lead
  const amount = random.chance(0.4) ? money(deal.list * random.between(0.85, 1.2)) : undefined
  const handOver = random.chance(0.03)
  world.log.record('crm', at + hour, {
    type: 'deal',
    name: 'updated',
    ...idsOf(deal),
    amount,
    currency: amount && profile.currency,
    rep: handOver ? 'rep_12' : undefined,
    probability: step.probability,
    forecast_category: step.forecast,
    expected_close: random.chance(0.7) ? expectedClose : undefined,
    next_step: random.chance(0.6)
      ? random.pick(['proposal', 'reference_call', 'contract_draft'])
      : undefined,
    contact_roles: random.chance(0.5) ? [...deal.committee] : undefined,
    qualification: random.chance(0.5)
      ? {
          need: true,
          budget: random.chance(0.7),
          authority: random.chance(0.6),
          timeline: random.chance(0.6),
        }
      : undefined,
  })
}

/** The close: its stage with the outcome, and the record with final amounts; null clears the next step. */
export function recordClose(world: World, deal: Deal, at: number, ending: Ending): void {
  const { profile, dimensions } = deal.lead
  const won = ending.outcome === 'won'
  world.log.record('crm', at, {
    type: 'stage',
    name: won ? 'closed_won' : 'closed_lost',
    ...idsOf(deal),
    ...ending,
    amount: money(deal.price),
    currency: profile.currency,
    region: dimensions.region,
    segment: dimensions.segment,
    product: dimensions.product,
    rep: profile.rep,
    team: profile.team,
    pipeline: 'new_business',
  })
  world.log.record('crm', at + 60_000, {
    type: 'deal',
    name: won ? 'won' : 'lost',
    ...idsOf(deal),
    amount: money(deal.price),
    list_amount: money(deal.list),
    currency: profile.currency,
    probability: won ? '1' : '0',
    forecast_category: won ? 'closed' : 'omitted',
    expected_close: isoDay(at),
    next_step: null,
    next_step_due: null,
    competitor: ending.competitor,
    reason: ending.reason,
    contract_start: won ? isoDay(at + 7 * day) : undefined,
    contract_end: won ? isoDay(addMonths(at + 7 * day, deal.term)) : undefined,
  })
}
