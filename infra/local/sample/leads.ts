import { createProfile } from './accounts.ts'
import { day, hour, logEnd, logStart, officeTime } from './calendar.ts'
import {
  type Channel,
  campaignsAt,
  channels,
  leadsPerDay,
  productShares,
  segmentShares,
} from './channels.ts'
import { regionShares } from './market.ts'
import type { Random } from './random.ts'
import type { Customer, Deal, Dimensions, Lead, Profile, World } from './world.ts'

type Subject = 'contact' | 'account' | 'opportunity'

/** Creates the leads of the whole log, day by day, each with its own random stream. */
export function* createLeads(world: World): Generator<Lead> {
  const random = world.random.fork('demand')
  for (let today = logStart + 2 * hour; today < logEnd; today += day) {
    for (const channel of channels) {
      for (let left = random.poisson(leadsPerDay(channel, today)); left > 0; left -= 1) {
        yield createLead(world, channel, today)
      }
    }
  }
}

function createLead(world: World, channel: Channel, today: number): Lead {
  const id = world.nextId('lead', 6)
  const random = world.random.fork(id)
  const bornAt = channel.web ? today + random.between(5, 21) * hour : officeTime(random, today)
  const referrer = channel.name === 'referral' ? findReferrer(world, random, bornAt) : undefined
  const target =
    channel.name === 'outbound' && random.chance(0.4) ? random.pick(world.targets) : undefined
  const profile = target?.profile ?? drawProfile(random, channel)
  const lead = {
    id,
    visitorId: world.nextId('visitor', 6),
    bornAt,
    channel,
    profile,
    dimensions: drawDimensions(random, channel, profile, bornAt),
    emailHash: random.hex(32),
    domain: target?.domain ?? `${id.replace('_', '-')}.example`,
    random,
    referrer,
    target,
  }
  world.leads.push(lead)
  return lead
}

function drawProfile(random: Random, channel: Channel): Profile {
  const segment = random.weighted(segmentShares(channel))
  const region = random.weighted(regionShares)
  return createProfile(random, region, segment, random.weighted(productShares(channel)))
}

function drawDimensions(
  random: Random,
  channel: Channel,
  profile: Profile,
  at: number,
): Dimensions {
  const campaigns = campaignsAt(channel, at)
  const campaign = campaigns.length > 0 ? random.pick(campaigns) : undefined
  return {
    channel: channel.name,
    campaign,
    campaign_type: campaign && (channel.name === 'paid_search' ? 'search' : channel.name),
    region: random.chance(0.95) ? profile.region : undefined,
    segment: random.chance(0.96) ? profile.segment : undefined,
    product: random.chance(0.9) ? profile.product : undefined,
  }
}

/** A customer of more than two months who recommends us. */
function findReferrer(world: World, random: Random, at: number): Customer | undefined {
  const happy = world.customers.filter((customer) => customer.wonAt < at - 60 * day)
  return happy.length > 0 ? random.pick(happy) : undefined
}

export interface Content {
  readonly content: string
  readonly content_type: string
}

/** What the website offers to read. */
export const contents: readonly Content[] = [
  { content: 'guide_roi', content_type: 'guide' },
  { content: 'guide_security', content_type: 'guide' },
  { content: 'blog_automation', content_type: 'blog' },
  { content: 'blog_planning', content_type: 'blog' },
  { content: 'solution_page', content_type: 'page' },
]

/** People come back by other ways than they first came. */
function returnChannel({ random, dimensions, bornAt }: Lead, at: number) {
  if (at < bornAt + day || random.chance(0.45)) return {}
  const channel = random.weighted([
    ['email', 40],
    ['organic_search', 30],
    ['paid_search', 15],
    ['social', 15],
  ] as const)
  return channel === dimensions.channel
    ? {}
    : { channel, campaign: undefined, campaign_type: undefined }
}

/** A touch on the website: visitors are always recognised, known leads part of the time. */
export function webTouch(
  world: World,
  lead: Lead,
  at: number,
  name: string,
  content?: Content,
): void {
  const recognised = at >= lead.bornAt && lead.random.chance(0.6)
  world.log.record('website', at, {
    type: 'touch',
    name,
    visitor_id: lead.visitorId,
    lead_id: recognised || !lead.channel.web ? lead.id : undefined,
    session_id: `${lead.visitorId}-${Math.floor((at - logStart) / hour)}`,
    direction: 'inbound',
    ...lead.dimensions,
    ...returnChannel(lead, at),
    ...content,
  })
}

/** A touch by e-mail, by phone or face to face; only what brings leads in counts for its channel. */
export function personTouch(
  world: World,
  lead: Lead,
  at: number,
  name: string,
  actor?: 'human' | 'automated',
): void {
  const { profile, dimensions } = lead
  const owner = actor === 'human' ? { rep: profile.rep, team: profile.team } : {}
  const bringsIn = actor === undefined || lead.channel.first.includes(name)
  world.log.record(actor === 'automated' ? 'email_tool' : 'crm', at, {
    type: 'touch',
    name,
    lead_id: lead.id,
    ...dimensions,
    ...(bringsIn ? {} : { channel: undefined, campaign: undefined, campaign_type: undefined }),
    ...owner,
    actor,
    direction: actor === undefined ? 'inbound' : 'outbound',
  })
}

/** A change of the lead's stage in the CRM. */
export function leadStage(
  world: World,
  lead: Lead,
  at: number,
  name: string,
  extra: { outcome?: 'disqualified'; reason?: string | undefined } = {},
): string {
  return world.log.record('crm', at, {
    type: 'stage',
    name,
    lead_id: lead.id,
    ...lead.dimensions,
    ...extra,
  })
}

/** The lead becomes an account's: it is linked to the contact, the company and the opportunity. */
export function convertLead(
  world: World,
  lead: Lead,
  at: number,
  into: Pick<Deal, 'account' | 'contactId'> & { readonly id?: string },
): void {
  const link = (relation: 'converted' | 'belongs_to', kind: Subject, id: string, seconds: number) =>
    world.log.record('crm', at + seconds * 1000, {
      type: 'link',
      relation,
      from_kind: 'lead',
      from_id: lead.id,
      into_kind: kind,
      into_id: id,
    })
  link('converted', 'contact', into.contactId, 1)
  if (lead.random.chance(0.5)) link('belongs_to', 'account', into.account.id, 2)
  if (into.id) link('converted', 'opportunity', into.id, 3)
}
