import { day, logEnd, logStart, officeTime } from './calendar.ts'
import type { RecordOptions } from './log.ts'
import {
  industries,
  type Region,
  regionShares,
  regions,
  reps,
  type Segment,
  segments,
  topics,
} from './market.ts'
import type { Random } from './random.ts'
import type { Account, Profile, World } from './world.ts'

export const committeeRoles = [
  'economic_buyer',
  'champion',
  'technical_evaluator',
  'end_user',
  'procurement',
]

const titles = {
  economic_buyer: ['Chief Operating Officer', 'Managing Director'],
  champion: ['Head of Operations', 'Head of Digital'],
  technical_evaluator: ['IT Architect', 'Head of IT'],
  end_user: ['Operations Specialist', 'Planner'],
  procurement: ['Purchasing Manager', 'Category Buyer'],
} as const

/** Title and seniority that go with a role of the buying committee. */
export function jobOf(random: Random, role: string) {
  const list = titles[role as keyof typeof titles] ?? titles.end_user
  const seniority =
    role === 'economic_buyer' ? 'executive' : role === 'end_user' ? 'individual' : 'manager'
  return { title: random.pick(list), seniority }
}

/** Who serves a company, in which currency, drawn for a region and a segment. */
export function createProfile(
  random: Random,
  region: Region,
  segment: Segment,
  product: Profile['product'],
): Profile {
  const country = random.pick(regions[region].countries)
  const team = segment === 'enterprise' ? 'enterprise' : regions[region].team
  const local = country === 'CH' && random.chance(0.4) ? 'CHF' : regions[region].currency
  const currency = region === 'UK_IE' && (country === 'IE' || random.chance(0.3)) ? 'EUR' : local
  return { region, country, segment, product, team, rep: random.pick(reps[team]), currency }
}

/** A company with its record; `tier` marks a target account. */
export function createAccount(
  world: World,
  random: Random,
  at: number,
  profile: Profile,
  tier?: string,
  options?: RecordOptions,
): Account {
  const id = world.nextId('acc', 4)
  const account: Account = { id, domain: `${id.replace('_', '-')}.example`, profile, contacts: [] }
  world.accounts.push(account)
  const known = random.chance(0.9)
  world.log.record(
    'crm',
    at,
    {
      type: 'account',
      name: 'created',
      account_id: id,
      domain: account.domain,
      name_hash: random.hex(16),
      industry: known ? random.pick(industries) : undefined,
      employees: known
        ? Math.max(3, Math.round(random.skewed(segments[profile.segment].employees, 0.5)))
        : undefined,
      country: profile.country,
      region: profile.region,
      segment: random.chance(0.97) ? profile.segment : undefined,
      rep: profile.rep,
      team: profile.team,
      tier,
      icp_score: random.between(20, 98).toFixed(1),
      technologies: random.chance(0.3)
        ? [random.pick(['erp', 'crm', 'warehouse']), 'spreadsheets']
        : undefined,
    },
    options,
  )
  return account
}

/** A person at a company, created and linked to it; the new contact's id. */
export function addContact(
  world: World,
  random: Random,
  at: number,
  account: Account,
  role: string,
  options?: RecordOptions,
): string {
  const id = world.nextId('contact', 5)
  account.contacts.push(id)
  const person = {
    ...jobOf(random, role),
    role,
    domain: account.domain,
    email_hash: random.hex(32),
  }
  world.log.record(
    'crm',
    at,
    { type: 'person', name: 'created', contact_id: id, account_id: account.id, ...person },
    options,
  )
  world.log.record(
    'crm',
    at + 60_000,
    {
      type: 'link',
      relation: 'belongs_to',
      from_kind: 'contact',
      from_id: id,
      into_kind: 'account',
      into_id: account.id,
    },
    options,
  )
  return id
}

/** Companies chosen for outbound work at the start, with what they were seen to research since. */
export function createTargets(world: World): void {
  const random = world.random.fork('targets')
  for (let count = 0; count < 110; count += 1) {
    const segment = random.weighted([
      ['mid_market', 55],
      ['enterprise', 45],
    ] as const)
    const profile = createProfile(random, random.weighted(regionShares), segment, 'platform')
    const account = createAccount(
      world,
      random,
      logStart + count * 3_600_000,
      profile,
      random.pick(['A', 'B', 'B']),
    )
    world.targets.push(account)
    observe(world, random, account)
  }
}

function observe(world: World, random: Random, account: Account): void {
  const observed = { account_id: account.id, party: 'third' } as const
  for (let visit = random.poisson(2.4); visit > 0; visit -= 1) {
    const begin = random.between(logStart, logEnd)
    const topic = random.pick(topics)
    for (let signal = random.whole(1, 3); signal > 0; signal -= 1) {
      const at = begin + random.between(0, 7) * day
      world.log.record('ads', at, {
        type: 'touch',
        name: 'topic_researched',
        kind: 'intent',
        topic,
        ...observed,
      })
    }
  }
  if (random.chance(0.6)) {
    const name = random.pick(['funding_round', 'new_executive', 'new_site_opened'])
    const at = officeTime(random, random.between(logStart, logEnd))
    world.log.record('ads', at, { type: 'touch', name, kind: 'trigger', ...observed })
  }
  if (random.chance(0.4)) {
    const at = officeTime(random, random.between(logStart, logEnd))
    const score = random.between(20, 98).toFixed(1)
    world.log.record('crm', at, {
      type: 'account',
      name: 'updated',
      account_id: account.id,
      icp_score: score,
    })
  }
}
