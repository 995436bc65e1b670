import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventColumns, sqlType } from '#core/columns.ts'
import { createLanding } from '#core/ddl.ts'
import { hourOf, landingObject, landingRow } from '#core/landing.ts'
import { writeParquet } from '#core/parquet.ts'
import type { Cells } from '#core/parquet-cells.ts'
import type { FeedRecord } from '#core/ports.ts'
import { createObjectStore } from '#local/object-store.ts'
import { openQueryEngine } from '#local/query-engine.ts'
import { openParquetReader } from '#test/read-parquet.ts'

const at = new Date('2026-03-01T12:59:59.999Z')

const deal = {
  event_id: 'e1',
  type: 'deal',
  name: 'updated',
  occurred_at: '2026-03-01T08:30:00.125Z',
  source_system: 'crm',
  opportunity_id: 'o1',
  amount: '-12345678901234.5',
  currency: 'EUR',
  rep: null,
  next_step: null,
  term_months: 9007199254740991,
  expected_close: '2026-02-28',
  contact_roles: [{ contact_id: 'c1', primary: true }],
  properties: { text: 'é"\n' },
  deleted: false,
}

const record = (body: object, sequence = '1'): FeedRecord => ({
  sequence,
  event: {
    eventId: 'event_id' in body ? String(body.event_id) : '',
    type: 'deal',
    receivedAt: '2026-03-01T12:00:00.001Z',
    contentHash: 'abc',
    body: JSON.stringify(body),
  },
})

const landed = (each: FeedRecord) => ({ record: each, row: landingRow(each.event) })

/** Rows and column types of a Parquet file as DuckDB reads it. */
async function readBack(bytes: Uint8Array) {
  const reader = await openParquetReader()
  onTestFinished(reader.close)
  return reader.read(bytes)
}

const expectedTypes = eventColumns.map(({ name, type }) => [name, sqlType(type, 'duckdb')] as const)

const named = ({ at: positions, values }: Cells): Record<string, unknown> =>
  Object.fromEntries(positions.map((at, index) => [eventColumns[at]?.name, values[index]]))

describe('landingRow', () => {
  const base = {
    event_id: 'e',
    type: 'retract',
    occurred_at: '2026-03-01T00:00:00.000Z',
    source_system: 's',
  }
  const rowOf = (fields: object) => named(landingRow(record({ ...base, ...fields }).event))

  test.each([
    [{ name: 'given', type: 'revenue', action: 'start' }, 'given'],
    [{ type: 'revenue', action: 'start' }, 'start'],
    [{ type: 'survey', kind: 'nps' }, 'nps'],
    [{ type: 'link', relation: 'same' }, 'same'],
    [{ type: 'usage' }, 'usage'],
  ])('%j is named %s', (fields, name) => {
    expect(rowOf(fields).name).toBe(name)
  })

  test('a day is midnight UTC', () => {
    expect(rowOf({ occurred_at: '2026-03-29', date_only: true })).toMatchObject({
      occurred_at: BigInt(Date.UTC(2026, 2, 29)),
      date_only: true,
    })
  })

  test('lists what was sent as null, and nothing where nothing was', () => {
    expect(named(landingRow(record(deal).event)).cleared).toBe('["next_step","rep"]')
    expect(rowOf({})).not.toHaveProperty('cleared')
  })

  test.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['no source', JSON.stringify({ ...base, source_system: undefined })],
    ['text for a boolean', JSON.stringify({ ...base, backfill: 'yes' })],
    ['a fraction for an integer', JSON.stringify({ ...base, employees: 1.5 })],
    ['nineteen digits', JSON.stringify({ ...base, amount: '123456789012345.0000' })],
    ['five decimals', JSON.stringify({ ...base, amount: '1.00001' })],
    ['a time without zone', JSON.stringify({ ...base, occurred_at: '2026-03-01T00:00:00' })],
    ['no time', JSON.stringify({ ...base, occurred_at: 'yesterday' })],
  ])('%s fits no row', (_, body) => {
    expect(() => landingRow({ ...record(deal).event, body })).toThrow()
  })
})

describe('landingObject', () => {
  test('is named by hour, sequences, count and ids, and nothing else', () => {
    const records = [
      landed(record(deal, '100/a')),
      landed(record({ ...deal, event_id: 'e2' }, '101')),
    ]
    const { key, body } = landingObject(records, at)
    // echo -en 'e1\ne2' | sha256sum
    expect(key).toBe('landing/at=2026-03-01-12/100_a-101-2-c5a9367884b7c141.parquet')
    expect(landingObject(records, at).body).toEqual(body)
  })

  test('DuckDB reads each column that holds something with its type and value', async () => {
    const { types, rows } = await readBack(landingObject([landed(record(deal))], at).body)
    expect(types).toEqual(expectedTypes.filter(([name]) => name in (rows[0] ?? {})))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toEqual({
      type: 'deal',
      event_id: 'e1',
      name: 'updated',
      occurred_at: '2026-03-01 08:30:00.125',
      source_system: 'crm',
      opportunity_id: 'o1',
      amount: '-12345678901234.5000',
      currency: 'EUR',
      term_months: '9007199254740991',
      expected_close: '2026-02-28',
      contact_roles: '[{"contact_id":"c1","primary":true}]',
      properties: '{"text":"é\\"\\n"}',
      deleted: false,
      received_at: '2026-03-01 12:00:00.001',
      content_hash: 'abc',
      cleared: '["next_step","rep"]',
    })
  })

  test('objects that hold different columns are one table, null where a column is missing', async () => {
    const root = mkdtempSync(join(tmpdir(), 'landing-'))
    const engine = await openQueryEngine(':memory:', { root })
    onTestFinished(async () => {
      await engine.close()
      rmSync(root, { recursive: true })
    })
    const touch = { ...deal, event_id: 'e2', type: 'touch', term_months: undefined, topic: 'x' }
    const objects = createObjectStore(root)
    for (const body of [deal, touch]) {
      const object = landingObject([landed(record(body))], at)
      await objects.put(object.key, object.body)
    }
    await engine.run('create schema lake', 'schema')
    await engine.run(createLanding('lake', 'duckdb', root), 'landing')
    const sql = 'select event_id, term_months, topic, tier from lake.landing order by event_id'
    expect((await engine.run(sql, 'rows')).rows).toEqual([
      { event_id: 'e1', term_months: Number.MAX_SAFE_INTEGER, topic: null, tier: null },
      { event_id: 'e2', term_months: null, topic: 'x', tier: null },
    ])
  })

  test('rows of a type stand together, in feed order', async () => {
    const types = ['touch', 'deal', 'touch', 'deal']
    const records = types.map((type, index) =>
      landed(record({ ...deal, type, event_id: `e${index}` })),
    )
    const typed = records.map((each, index) => ({
      ...each,
      record: { ...each.record, event: { ...each.record.event, type: types[index] ?? '' } },
    }))
    const { rows } = await readBack(landingObject(typed, at).body)
    expect(rows.map((row) => row.event_id)).toEqual(['e1', 'e3', 'e0', 'e2'])
  })

  test('DuckDB reads a file without rows as an empty table of the same types', async () => {
    expect(await readBack(writeParquet(eventColumns, []))).toEqual({
      types: expectedTypes,
      rows: [],
    })
  })
})

test('an hour is in UTC', () => {
  expect(hourOf(at)).toBe('2026-03-01-12')
  expect(hourOf(new Date('2026-03-01T00:30:00+01:00'))).toBe('2026-02-28-23')
})
