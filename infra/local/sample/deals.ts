import { addContact, committeeRoles, createAccount } from './accounts.ts'
import { day, hour, isoDay, officeTime } from './calendar.ts'
import { startCustomer } from './customers.ts'
import { recordClose, recordOpening, recordUpdate } from './deal-records.ts'
import { type DealStep, drawEnding, drawSteps, purchaseNames } from './deal-steps.ts'
import { segments, winRate } from './market.ts'
import type { Deal, Lead, World } from './world.ts'

/** Opens an opportunity for a lead and plays it to its end; the deal, so that leads can be linked to it. */
export function openOpportunity(world: World, lead: Lead, at: number): Deal {
  const { random, profile } = lead
  const account =
    lead.target ??
    createAccount(world, random, at - hour, profile, random.chance(0.1) ? 'B' : undefined)
  const contactId = addContact(
    world,
    random,
    at - hour / 2,
    account,
    random.pick(['champion', 'economic_buyer', 'end_user']),
  )
  const size = random.poisson(segments[profile.segment].committee * 0.55)
  const others = Array.from({ length: size }, () => {
    const role = random.pick(committeeRoles)
    return {
      contact_id: addContact(world, random, at + random.between(1, 20) * hour, account, role),
      role,
      primary: false,
    }
  })
  const list = Math.round(random.skewed(segments[profile.segment].price, 0.4) / 60) * 60 + 600
  const discount = random.chance(0.55) ? random.between(0.03, 0.22) : 0
  const deal: Deal = {
    id: world.nextId('opp', 5),
    lead,
    account,
    contactId,
    openedAt: at,
    committee: [{ contact_id: contactId, role: 'champion', primary: true }, ...others],
    list,
    price: Math.round(list * (1 - discount)),
    term: random.weighted([
      [12, 70],
      [24, 15],
      [36, 15],
    ] as const),
    joining: findJoining(world, lead, at),
  }
  play(world, deal)
  return deal
}

/** A colleague who had asked before joins the deal of the same company. */
function findJoining(world: World, lead: Lead, at: number): Lead[] {
  if (!lead.random.chance(0.1)) return []
  const index = world.waiting.findIndex(
    ({ lead: other, since }) =>
      since < at && since > at - 120 * day && other.profile.segment === lead.profile.segment,
  )
  return index < 0 ? [] : world.waiting.splice(index, 1).map((each) => each.lead)
}

function play(world: World, deal: Deal): void {
  const {
    lead: { random, profile, referrer },
  } = deal
  const won = random.chance(
    winRate(profile.segment, profile.region, referrer !== undefined, deal.openedAt),
  )
  const stalls = !won && random.chance(0.08)
  const steps = drawSteps(random, profile.product, profile.segment)
  const passed = won ? steps : steps.slice(0, random.whole(1, steps.length))
  recordOpening(world, deal, closingDate(deal, 75))
  const lastAt = passSteps(world, deal, passed)
  if (stalls) return
  const closedAt = officeTime(
    random,
    lastAt + random.skewed(won ? 6 : 16, 0.7) * day * segments[profile.segment].cycleDays,
  )
  const ending = drawEnding(random, won, closedAt)
  recordClose(world, deal, closedAt, ending)
  if (won) celebrate(world, deal, closedAt)
  else if (random.chance(0.06)) reopen(world, deal, closedAt)
}

const closingDate = (deal: Deal, days: number) =>
  isoDay(deal.openedAt + days * segments[deal.lead.profile.segment].cycleDays * day)

/** Plays the steps and returns the time of the last: with pauses, steps back and records out of order. */
function passSteps(world: World, deal: Deal, steps: readonly DealStep[]): number {
  const { random, profile } = deal.lead
  const pace = segments[profile.segment].cycleDays * random.between(0.7, 1.3)
  let at = deal.openedAt
  for (const [index, each] of steps.entries()) {
    const pause = random.chance(0.04) ? random.between(32, 80) : 0
    at =
      index === 0
        ? at
        : officeTime(random, at + (random.skewed(each.days, 0.6) * pace + pause) * day)
    const hurried = index === 1 && random.chance(0.04)
    recordStep(world, deal, hurried ? deal.openedAt - 3 * hour : at, each)
    if (index > 0 && random.chance(0.4)) {
      recordUpdate(world, deal, at, each, isoDay(at + random.between(12, 50) * day))
    }
    if (each.name === 'negotiation' && random.chance(0.1)) {
      recordStep(world, deal, at + 3 * day, { ...each, name: 'proposal_sent' })
      recordStep(world, deal, at + 9 * day, each)
    }
  }
  return at
}

function recordStep(world: World, deal: Deal, at: number, { name, type }: DealStep): void {
  const { random, profile, dimensions } = deal.lead
  const ids = { opportunity_id: deal.id, account_id: deal.account.id }
  const { region, segment, product } = dimensions
  const shared = { name, ...ids, region, segment, product, rep: profile.rep, team: profile.team }
  if (type === 'stage') {
    const dateOnly = deal.lead.channel.name === 'partner' && random.chance(0.3)
    world.log.record('crm', at, { type, ...shared, pipeline: 'new_business' }, { dateOnly })
  } else {
    const person = random.pick(deal.committee)
    world.log.record('crm', at, {
      type,
      ...shared,
      contact_id: person.contact_id,
      role: person.role,
      actor: 'human',
      direction: 'outbound',
    })
  }
}

function celebrate(world: World, deal: Deal, at: number): void {
  const { random, profile } = deal.lead
  const name = purchaseNames[profile.product]
  const touch = {
    type: 'touch',
    name,
    opportunity_id: deal.id,
    account_id: deal.account.id,
    contact_id: deal.contactId,
  } as const
  world.log.record('billing', at + 2 * hour, touch, { dateOnly: name === 'purchase_order' })
  if (random.chance(0.02)) {
    const late = {
      type: 'stage',
      name: 'proposal_sent',
      opportunity_id: deal.id,
      account_id: deal.account.id,
    } as const
    world.log.record('crm', at + 3 * day, late)
  }
  startCustomer(world, deal, at)
}

/** A lost deal that is taken up again, and won or lost for good. */
function reopen(world: World, deal: Deal, lostAt: number): void {
  const { random } = deal.lead
  const at = officeTime(random, lostAt + random.between(25, 140) * day)
  world.log.record('crm', at, {
    type: 'stage',
    name: 'negotiation',
    outcome: 'open',
    opportunity_id: deal.id,
    account_id: deal.account.id,
  })
  const closedAt = officeTime(random, at + random.between(5, 40) * day)
  const won = random.chance(0.5)
  recordClose(world, deal, closedAt, drawEnding(random, won, closedAt))
  if (won) celebrate(world, deal, closedAt)
}
