import { day, hour, logEnd, logStart, officeTime } from './calendar.ts'
import type { Random } from './random.ts'
import type { Lead, World } from './world.ts'

/** What people enter twice or wrongly and mend later: merges, chains and cycles of them, retractions. */
export function createCorrections(world: World): void {
  const random = world.random.fork('corrections')
  for (const lead of world.leads) {
    if (random.chance(0.018)) duplicateLead(world, random, lead)
  }
  mergeAccounts(world, random)
  mergeContacts(world, random)
  linkInCircles(world, random)
  retractMistakes(world, random)
  enterStrangely(world, random)
}

function same(
  world: World,
  at: number,
  kind: 'lead' | 'contact' | 'account',
  from: string,
  into: string,
): string {
  return world.log.record('crm', at, {
    type: 'link',
    relation: 'same',
    from_kind: kind,
    from_id: from,
    into_kind: kind,
    into_id: into,
  })
}

/** The same person entered again, once or twice; each record is merged into the one before. */
function duplicateLead(world: World, random: Random, lead: Lead): void {
  let survivor = lead.id
  let at = lead.bornAt
  for (let copies = random.chance(0.2) ? 2 : 1; copies > 0; copies -= 1) {
    at += random.between(1, 25) * day
    const id = world.nextId('lead', 6)
    const person = { email_hash: lead.emailHash, domain: lead.domain, ...lead.dimensions }
    world.log.record('website', at, { type: 'person', name: 'created', lead_id: id, ...person })
    world.log.record('website', at, {
      type: 'touch',
      name: 'guide_downloaded',
      lead_id: id,
      ...lead.dimensions,
      content: 'guide_roi',
      content_type: 'guide',
    })
    if (random.chance(0.9)) {
      same(world, officeTime(random, at + random.between(1, 30) * day), 'lead', id, survivor)
    }
    survivor = id
  }
}

function mergeAccounts(world: World, random: Random): void {
  for (let left = 9; left > 0; left -= 1) {
    const account = random.pick(world.accounts)
    const at = random.between(logStart + 30 * day, logEnd - 20 * day)
    const id = world.nextId('acc', 4)
    const known = { domain: account.domain, country: account.profile.country }
    world.log.record('crm', at, { type: 'account', name: 'created', account_id: id, ...known })
    same(world, officeTime(random, at + 5 * day), 'account', id, account.id)
  }
}

function mergeContacts(world: World, random: Random): void {
  const crowded = world.accounts.filter((account) => account.contacts.length > 2)
  for (let left = 14; left > 0; left -= 1) {
    const [into, , from] = random.pick(crowded).contacts
    if (into && from) {
      same(world, random.between(logStart + 200 * day, logEnd), 'contact', from, into)
    }
  }
}

/** Two circles of merges that nothing can follow to an end. */
function linkInCircles(world: World, random: Random): void {
  for (const size of [2, 3]) {
    const begin = Math.floor(world.leads.length * (size / 10))
    const ids = world.leads.slice(begin, begin + size).map((lead) => lead.id)
    const at = (world.leads[begin]?.bornAt ?? logStart) + 40 * day
    ids.forEach((id, index) => {
      same(world, at + index * hour, 'lead', id, ids[(index + 1) % size] ?? id)
    })
    world.log.record('crm', random.between(at, at + day), {
      type: 'stage',
      name: 'mql',
      lead_id: ids[0],
    })
  }
}

/** Clicks of robots, and deals that were closed by mistake, each taken back some days later. */
function retractMistakes(world: World, random: Random): void {
  const retract = (at: number, target: string) =>
    world.log.record('crm', at, {
      type: 'retract',
      target_event_id: target,
      reason: 'entered_by_mistake',
    })
  for (let left = 36; left > 0; left -= 1) {
    const lead = random.pick(world.leads)
    const at = lead.bornAt + random.between(1, 20) * day
    const touch = {
      type: 'touch',
      name: 'pricing_page_viewed',
      lead_id: lead.id,
      visitor_id: lead.visitorId,
    } as const
    const target = world.log.record('website', at, { ...touch, ...lead.dimensions })
    retract(officeTime(random, at + random.between(1, 12) * day), target)
  }
  for (let left = 6; left > 0; left -= 1) {
    const lead = random.pick(world.leads)
    const at = officeTime(random, lead.bornAt + 30 * day)
    const target = world.log.record('crm', at, {
      type: 'stage',
      name: 'closed_won',
      outcome: 'won',
      lead_id: lead.id,
    })
    retract(officeTime(random, at + 4 * day), target)
  }
}

/** What data quality should find: wins older than their lead, a cost in yen, a cancellation of nothing. */
function enterStrangely(world: World, random: Random): void {
  for (let left = 3; left > 0; left -= 1) {
    const { id, bornAt, dimensions } = random.pick(world.leads)
    const won = { type: 'stage', name: 'closed_won', outcome: 'won', lead_id: id } as const
    world.log.record('crm', bornAt - 6 * day, { ...won, ...dimensions }, { dateOnly: true })
  }
  world.log.record('ads', Date.UTC(2026, 0, 20), {
    type: 'spend',
    period_start: '2026-01-12',
    period_end: '2026-01-17',
    amount: '240000',
    currency: 'JPY',
    category: 'media',
    scope: 'new_business',
    channel: 'events',
  })
  world.log.record('billing', Date.UTC(2026, 1, 3, 9), {
    type: 'revenue',
    action: 'cancel',
    account_id: random.pick(world.accounts).id,
    subscription_id: 'sub_never_started',
    amount: '0',
    currency: 'EUR',
    interval: 'month',
  })
}
