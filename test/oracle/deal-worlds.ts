import fc from 'fast-check'
import { happened } from '#test/sql/report-business.ts'
import type { RawEvent } from './raw-event.ts'

/** Random histories of deals: amounts that change and go, currencies, dates that slip, re-openings. */

const first = Date.parse('2026-01-20T00:00:00.000Z')
const hourMs = 3_600_000

const amounts = ['100', '99.99', '0.0005', '1234.5678', '5000'] as const
const days = ['2026-02-10', '2026-02-28', '2026-03-01', '2026-03-31', '2026-05-01'] as const
const rarely = Array.from({ length: 20 }, () => undefined)

/** Undefined is unchanged, null is cleared. */
const drawn = fc.record({
  kind: fc.constantFrom('created', 'updated', 'updated', 'stage', 'stage', 'close', 'close'),
  hour: fc.integer({ min: 0, max: 24 * 80 }),
  amount: fc.constantFrom(undefined, null, ...amounts),
  currency: fc.constantFrom('EUR', 'EUR', 'USD', 'GBP', 'XXX'),
  expected: fc.constantFrom(undefined, undefined, null, ...days),
  outcome: fc.constantFrom('won', 'lost', 'no_decision', 'disqualified'),
  opens: fc.boolean(),
  deleted: fc.constantFrom(...rarely, true, false),
})

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

const field = (name: string, value: unknown) => (value === undefined ? {} : { [name]: value })

function typeFields({ kind, amount, currency, outcome, ...each }: Drawn) {
  if (kind === 'stage') {
    return { type: 'stage', name: 'proposal', ...(each.opens ? { outcome: 'open' } : {}) }
  }
  const priced = typeof amount === 'string' ? { amount, currency } : {}
  if (kind === 'close') return { type: 'stage', name: `closed_${outcome}`, outcome, ...priced }
  return {
    type: 'deal',
    name: kind,
    ...(amount === null ? { amount } : priced),
    ...field('expected_close', each.expected),
    ...field('deleted', each.deleted),
  }
}

/** The events of one deal, no two at the same moment. */
const histories = fc
  .uniqueArray(drawn, { minLength: 1, maxLength: 10, selector: (each) => each.hour })
  .map((all) =>
    all.map((each) => ({
      occurred_at: new Date(first + each.hour * hourMs).toISOString(),
      ...typeFields(each),
    })),
  )

/** So many deals, each with a history of its own. */
export const drawDeals = (seed: number, number: number): RawEvent[] =>
  fc
    .sample(histories, { seed, numRuns: number })
    .flatMap((events, deal) =>
      events.map((event, index) =>
        happened({ ...event, event_id: `o${deal}-${index}`, opportunity_id: `o${deal}` }),
      ),
    )
