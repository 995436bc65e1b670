import { committeeRoles, jobOf } from './accounts.ts'
import { atWork, day, hour } from './calendar.ts'
import { contents, personTouch, webTouch } from './leads.ts'
import type { Lead, World } from './world.ts'

/** The first touch of a lead, its record, and what is done about it at once. */
export function arrive(world: World, lead: Lead): void {
  const { random, channel, bornAt } = lead
  const name = random.pick(channel.first)
  if (channel.web) {
    const before = bornAt - random.skewed(0.8, 1.4) * day
    webTouch(world, lead, before, name, random.pick(contents))
    if (random.chance(0.2)) {
      webTouch(world, lead, random.between(before, bornAt), 'form_viewed', random.pick(contents))
    }
    linkVisitor(world, lead)
  } else if (name === 'trade_show_scanned') {
    const touch = {
      type: 'touch',
      name,
      lead_id: lead.id,
      direction: 'inbound',
      ...lead.dimensions,
    } as const
    world.log.record('crm', bornAt, touch, { dateOnly: random.chance(0.6) })
  } else {
    personTouch(
      world,
      lead,
      bornAt + random.between(0, 3) * hour,
      name,
      name === 'outreach' ? 'human' : undefined,
    )
  }
  identify(world, lead)
  answer(world, lead)
}

function linkVisitor(world: World, lead: Lead): void {
  if (!lead.random.chance(0.9)) return
  world.log.record('website', lead.bornAt + 30_000, {
    type: 'link',
    relation: 'same',
    from_kind: 'visitor',
    from_id: lead.visitorId,
    into_kind: 'lead',
    into_id: lead.id,
  })
}

function identify(world: World, lead: Lead): void {
  const { random, referrer, target, dimensions } = lead
  const role = random.pick(committeeRoles)
  world.log.record(lead.channel.web ? 'website' : 'crm', lead.bornAt, {
    type: 'person',
    name: 'created',
    lead_id: lead.id,
    account_id: target?.id,
    ...dimensions,
    email_hash: lead.emailHash,
    domain: lead.domain,
    role,
    ...(random.chance(0.8) ? jobOf(random, role) : {}),
    status: 'new',
    budget_band: random.chance(0.35)
      ? random.pick(['below_10k', '10k_50k', 'above_50k'])
      : undefined,
    need_fit: random.chance(0.4) ? random.chance(0.7) : undefined,
    referred_by_account_id: referrer?.account.id,
    referred_by_contact_id: referrer?.contactId,
  })
}

/** Assignment and first answer; automated mails go out at once and are no answer. */
function answer(world: World, lead: Lead): void {
  const { bornAt, profile } = lead
  // Its own stream: how fast sales is decides nothing else.
  const random = lead.random.fork('answer')
  if (random.chance(0.08)) {
    personTouch(world, lead, bornAt + 120_000, 'welcome_email_sent', 'automated')
  }
  if (!random.chance(0.9)) return
  const assignedAt = atWork(random, bornAt + random.skewed(0.4, 1) * hour)
  const owner = { rep: profile.rep, team: profile.team }
  world.log.record('crm', assignedAt, {
    type: 'person',
    name: 'assigned',
    lead_id: lead.id,
    ...owner,
  })
  const patience = profile.team === 'americas' ? 4 : 0.8
  if (!random.chance(0.88)) return
  const name = random.weighted([
    ['email_sent', 64],
    ['call_made', 18],
    ['personal_email_sent', 18],
  ] as const)
  const answeredAt = atWork(random, assignedAt + random.skewed(patience, 1.4) * hour)
  personTouch(world, lead, answeredAt, name, 'human')
}
