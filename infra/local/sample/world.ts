import type { Channel } from './channels.ts'
import type { Log } from './log.ts'
import { createLog } from './log.ts'
import type { Product, Region, Segment, Team } from './market.ts'
import { createRandom, type Random } from './random.ts'

/** Dimensions as the source systems know them: now and then one is missing. */
export interface Dimensions {
  readonly channel: string | undefined
  readonly campaign: string | undefined
  readonly campaign_type: string | undefined
  readonly region: string | undefined
  readonly segment: string | undefined
  readonly product: string | undefined
}

/** What a company or one of its people is like, whether or not a source system knows it. */
export interface Profile {
  readonly region: Region
  readonly country: string
  readonly segment: Segment
  readonly product: Product
  readonly team: Team
  readonly rep: string
  readonly currency: string
}

export interface Lead {
  readonly id: string
  readonly visitorId: string
  readonly bornAt: number
  readonly channel: Channel
  readonly profile: Profile
  readonly dimensions: Dimensions
  readonly emailHash: string
  readonly domain: string
  /** The own stream of this lead's history. */
  readonly random: Random
  /** Customer that referred the lead. */
  readonly referrer: Customer | undefined
  /** A company that was known before, for leads from outbound lists. */
  readonly target: Account | undefined
}

export interface Account {
  readonly id: string
  readonly domain: string
  readonly profile: Profile
  readonly contacts: string[]
}

export interface Deal {
  readonly id: string
  readonly lead: Lead
  readonly account: Account
  readonly contactId: string
  readonly openedAt: number
  readonly committee: readonly { contact_id: string; role: string; primary: boolean }[]
  /** Yearly price before and after discount, in the currency of the profile. */
  readonly list: number
  readonly price: number
  readonly term: number
  /** Other leads of the same company that convert into this deal. */
  readonly joining: readonly Lead[]
}

/** How well a customer does; it moves usage, answers, renewals and growth together. */
export type Health = 'good' | 'fair' | 'poor'

export interface Customer {
  readonly account: Account
  readonly contactId: string
  /** Absent when the customer subscribed without a salesperson. */
  readonly opportunityId: string | undefined
  readonly wonAt: number
  readonly interval: 'month' | 'quarter' | 'year'
  /** Price of a year in the currency of the profile. */
  readonly yearly: number
  readonly random: Random
}

/** Everything that happens is recorded here; lists hold what later events refer to. */
export interface World {
  readonly random: Random
  readonly log: Log
  readonly leads: Lead[]
  readonly accounts: Account[]
  readonly targets: Account[]
  readonly customers: Customer[]
  /** Leads that stopped after showing interest, who may join an opportunity of their company. */
  readonly waiting: { readonly lead: Lead; readonly since: number }[]
  /** The next id of a kind, such as `lead_000001`. */
  nextId(kind: string, digits: number): string
}

/** An empty world for a seed. */
export function createWorld(seed: number): World {
  const random = createRandom(seed)
  const counts = new Map<string, number>()
  return {
    random,
    log: createLog(random.fork('log')),
    leads: [],
    accounts: [],
    targets: [],
    customers: [],
    waiting: [],
    nextId(kind, digits) {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      return `${kind}_${String(count).padStart(digits, '0')}`
    },
  }
}

/** Money as a decimal string with cents. */
export const money = (value: number) => value.toFixed(2)
