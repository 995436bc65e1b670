import fc from 'fast-check'
import { channels, lossNames, sizes, stageNames } from './definitions.ts'
import { dayMs } from './raw-event.ts'

/** A leap day, both changes of the clocks in Berlin, and 30 days before the cut. */
export const starts = ['2024-02-28', '2025-10-25', '2026-03-28', '2026-05-16', '2026-01-01']
/** On, one short of and one past the gaps of the definitions; ties are wanted. */
const dayOffsets = [0, 0, 0, 1, 1, 2, 3, 5, 6, 7, 29, 30, 30, 31, 32, 36, 60, 61, 90]
/** Around local midnight, around the changes of the clocks, and noon. */
const clockTimes = ['00:30', '01:00', '01:30', '12:00', '12:00', '12:00', '18:00', '22:30', '23:00']

const some = <T>(values: readonly T[]) => fc.constantFrom(...values)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 })

const leads = some(['l1', 'l1', 'l1', 'l2', 'l3'])
const contacts = some(['c1', 'c2'])
const accounts = some(['a1', 'a1', 'a2'])
const deals = some(['o1', 'o1', 'o2'])

const subjects = fc.oneof(
  fc.record({ lead_id: leads }),
  fc.record({ opportunity_id: deals }),
  fc.record({ contact_id: contacts }),
  fc.record({ account_id: accounts }),
  fc.record({ lead_id: leads, opportunity_id: deals }),
  fc.record({ account_id: accounts, opportunity_id: deals }),
  fc.record({ account_id: accounts, lead_id: leads }),
)

const visitors = fc.record({ visitor_id: some(['v1', 'v2']) })
const names = some([...stageNames, ...stageNames, ...lossNames, 'other'])
const details = { channel: maybe(some(channels)), size: maybe(some(sizes)) }
/** Null clears the value, as only changes of a record can. */
const region = some([undefined, undefined, 'north', 'south', null])
const outcomes = ['open', 'won', 'lost', 'no_decision', 'disqualified']

const stage = fc.record({
  type: fc.constant('stage'),
  name: names,
  ids: subjects,
  outcome: some([undefined, undefined, undefined, undefined, ...outcomes]),
  ...details,
})
const touch = fc.record({
  type: fc.constant('touch'),
  name: names,
  ids: fc.oneof(subjects, visitors),
  region: some([undefined, undefined, undefined, 'east']),
  ...details,
})
const deal = fc.record({
  type: fc.constant('deal'),
  name: some(['deal_updated', 'proposal']),
  ids: fc.record({ opportunity_id: deals, lead_id: maybe(leads), account_id: maybe(accounts) }),
  region,
  deleted: some([undefined, undefined, undefined, true, false]),
  ...details,
})
const person = fc.record({
  type: fc.constant('person'),
  name: some(['created', 'updated']),
  ids: fc.oneof(
    fc.record({ lead_id: leads, account_id: maybe(accounts) }),
    fc.record({ contact_id: contacts, account_id: maybe(accounts) }),
  ),
  region,
})
const account = fc.record({
  type: fc.constant('account'),
  name: some(['account_updated', 'signup']),
  ids: fc.record({ account_id: accounts }),
  region,
})

/** Among them a circle of leads, and ids that are linked into two others. */
const link = some([
  'same lead l1 lead l2',
  'same lead l2 lead l3',
  'same lead l3 lead l1',
  'same lead l2 lead l1',
  'same visitor v1 lead l1',
  'same visitor v1 contact c2',
  'same visitor v2 visitor v1',
  'same visitor v2 contact c1',
  'same opportunity o2 opportunity o1',
  'converted lead l1 contact c1',
  'converted lead l1 opportunity o1',
  'converted lead l2 opportunity o1',
  'converted lead l2 account a1',
  'belongs_to contact c1 account a1',
]).map((words) => {
  const [relation, from_kind, from_id, into_kind, into_id] = words.split(' ')
  return { type: 'link', relation, from_kind, from_id, into_kind, into_id }
})

const retract = fc.record({ type: fc.constant('retract'), target: fc.nat({ max: 30 }) })

const moment = fc.record({
  offset: some(dayOffsets),
  clock: some(clockTimes),
  ms: fc.oneof(
    { weight: 9, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat({ max: dayMs }) },
  ),
  isDay: some([true, false, false, false, false, false]),
  /** How long after it happened it was received. */
  lateDays: some([0, 0, 0, 0, 0, 1, 40, 400]),
  order: fc.nat({ max: 999 }),
})

type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never

const weighted = (weight: number, arbitrary: fc.Arbitrary<Record<string, unknown>>) => ({
  weight,
  arbitrary,
})

/** One event without its ids made known, and when it happened after the start of its world. */
export const happening = fc.tuple(
  fc.oneof(
    weighted(16, stage),
    weighted(9, touch),
    weighted(2, deal),
    weighted(1, person),
    weighted(1, account),
    weighted(1, retract),
  ),
  moment,
)

/** Links of a world, few in most. */
export const linkages = fc.array(fc.tuple(link, moment), { maxLength: 8, size: 'medium' })

export type Happening = readonly [Readonly<Record<string, unknown>>, Moment]
