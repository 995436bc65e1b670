import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog, modelsFor, neededFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { mergedAt } from '#test/oracle/merges.ts'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { openWarehouse } from '#test/oracle/warehouse.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const models = neededFor(modelsFor(catalog, []), ['identity', 'identity_audit'])
const most = 3
const on = { mostPerHash: most, mostPerDomain: most - 1, sharedDomains: ['mail.example'] }
const cuts = ['2026-03-08T00:00:00.000Z', '2026-03-20T00:00:00.000Z']

let warehouse: Awaited<ReturnType<typeof openWarehouse>>

beforeAll(async () => {
  warehouse = await openWarehouse()
})

afterAll(() => warehouse.close())

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T00:00:00.000Z`
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const happened = fc.integer({ min: 1, max: 9 })
const waited = fc.integer({ min: 0, max: 9 })
const kind = fc.constantFrom('lead', 'contact', 'account')

const link = fc
  .record({
    from_kind: fc.constantFrom('lead', 'contact', 'account', 'visitor'),
    from_id: ids,
    into_id: ids,
    target: kind,
  })
  .map(({ target, ...ends }) => ({
    type: 'link',
    relation: 'same',
    ...ends,
    // A visitor may become a lead or contact; others stay of their kind.
    into_kind: ends.from_kind === 'visitor' && target !== 'account' ? target : ends.from_kind,
  }))
const person = fc
  .record({
    kind: fc.constantFrom('lead', 'contact'),
    id: ids,
    email_hash: fc.constantFrom('h1', 'h2', 'h3', null),
  })
  .map(({ kind: of, id, email_hash }) => ({
    type: 'person',
    name: 'updated',
    [`${of}_id`]: id,
    email_hash,
  }))
const account = fc
  .record({
    account_id: ids,
    domain: fc.constantFrom('a.example', 'A.example', 'b.example', 'mail.example', null, undefined),
    deleted: fc.constantFrom(true, false, undefined, undefined),
  })
  .map((told) => ({ type: 'account', name: 'updated', ...told }))
const retract = fc
  .nat({ max: 24 })
  .map((target) => ({ type: 'retract', target_event_id: `e${String(target).padStart(2, '0')}` }))

const event = fc.record({
  what: fc.oneof(
    { weight: 5, arbitrary: link },
    { weight: 5, arbitrary: person },
    { weight: 5, arbitrary: account },
    { weight: 1, arbitrary: retract },
  ),
  happened,
  waited,
})

const history = fc.array(event, { minLength: 1, maxLength: 24 }).map((drawn): RawEvent[] =>
  drawn.map(({ what, happened: on, waited: days }, index) => ({
    ...what,
    source_system: 'crm',
    event_id: `e${String(index).padStart(2, '0')}`,
    occurred_at: day(on),
    received_at: day(on + days),
  })),
)

async function fatesOf(log: readonly RawEvent[], cut: string, rules: boolean) {
  const { place, fill } = warehouse
  await fill(log)
  const identity = {
    ...shipped.identity,
    mergeByEmailHash: rules,
    mostPerEmailHash: most,
    mergeByDomain: rules,
    mostPerDomain: most - 1,
    sharedDomains: on.sharedDomains,
  }
  const settings = parseSettings({ ...shipped, identity })
  await makeModels({ ...place, cut, settings, models })
  const { rows } = await place.engine.run('select * from build.identity', 'identity')
  const { rows: audit } = await place.engine.run('select * from build.identity_audit', 'audit')
  return {
    fates: rows.map((row) => [
      `${row.kind} ${row.id}`,
      { survivor: `${row.survivor_kind} ${row.survivor_id}`, isResolved: row.is_resolved },
    ]),
    audit: [...audit].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  }
}

const sorted = (pairs: readonly (readonly unknown[])[]) =>
  [...pairs].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))

test.each([[false], [true]])(
  'ids of random histories end where walking from link to link ends, rules %s',
  async (rules) => {
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom(...cuts), async (log, cut) => {
        const { fates, audit } = await fatesOf(log, cut, rules)
        const expected = mergedAt(log, cut, rules ? on : {})
        expect(sorted(fates)).toEqual(sorted([...expected]))
        const grain = audit.map((row) => [row.basis, row.event_id, row.kind, row.id, row.into_id])
        expect(new Set(grain.map(String)).size).toBe(audit.length)
        // Each merged id has exactly one reason, each refused one a link that says so.
        const reasons = audit.filter(({ outcome }) => outcome === 'merged' || outcome === 'circle')
        expect(reasons.map((row) => `${row.kind} ${row.id}`).sort()).toEqual(
          [...expected.keys()].sort(),
        )
      }),
      { numRuns: 40 },
    )
  },
  120_000,
)

test('what is known later changes only later as-ofs', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (log) => {
      const [cut = ''] = cuts
      const before = await fatesOf(
        log.filter((each) => each.received_at < cut),
        cut,
        true,
      )
      expect(await fatesOf(log, cut, true)).toEqual(before)
    }),
    { numRuns: 10 },
  )
}, 60_000)
