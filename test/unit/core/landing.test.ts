import { describe, expect, onTestFinished, test } from 'vitest'
import { eventColumns, sqlType } from '#core/columns.ts'
import { hourOf, landingObject, landingRow } from '#core/landing.ts'
import { type Cells, writeParquet } from '#core/parquet.ts'
import type { FeedRecord } from '#core/ports.ts'
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

const expectedTypes = eventColumns.map(({ name, type }) => [name, sqlType(type, 'duckdb')])

const named = (cells: Cells) =>
  Object.fromEntries(eventColumns.map(({ name }, index) => [name, cells[index]]))

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
      occurred_at: new Date('2026-03-29T00:00:00.000Z'),
      date_only: true,
    })
  })

  test('lists what was sent as null, and nothing where nothing was', () => {
    expect(named(landingRow(record(deal).event)).cleared).toBe('["next_step","rep"]')
    expect(rowOf({}).cleared).toBeNull()
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

  test('DuckDB reads every column with its type and value', async () => {
    const { types, rows } = await readBack(landingObject([landed(record(deal))], at).body)
    expect(types).toEqual(expectedTypes)
    const set = Object.fromEntries(
      Object.entries(rows[0] ?? {}).filter(([, value]) => value !== null),
    )
    expect(set).toEqual({
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
