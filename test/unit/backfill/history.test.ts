import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { event, many, ndjson, setup } from './setup.ts'

describe('NDJSON', () => {
  test('is sent in batches of 500, marked as history unless an event says otherwise', async () => {
    const { intake, run } = setup(ndjson([...many(501), event(501, { backfill: false })]))
    expect(await run()).toMatchObject({ isDone: true, line: 502, counts: { accepted: 502 } })
    expect(intake.batches.map((batch) => batch.length)).toEqual([500, 2])
    expect(intake.stored()[0]).toEqual({ ...event(0), backfill: true })
    expect(intake.stored().at(-1)).toEqual(event(501, { backfill: false }))
  })

  test('may be packed', async () => {
    const { intake, run } = setup(gzipSync(ndjson(many(3))), 'history.jsonl.gz')
    await run()
    expect(intake.stored()).toHaveLength(3)
  })

  test('what is no event, or is refused, is written down with its line and reason', async () => {
    const lines = [
      event(1),
      'no json',
      '[]',
      '',
      event(2, { lead_id: 5 }),
      'a\ufffd',
      event(1, { name: 'sql' }),
    ]
    const { run, rejects } = setup(ndjson(lines))
    const { counts } = await run()
    expect(counts).toEqual({ accepted: 1, duplicate: 0, conflict: 1, rejected: 1, unreadable: 3 })
    const found = rejects().map(({ line, status, errors }) => [line, status, errors[0].message])
    expect(found.sort()).toEqual([
      [2, 'unreadable', expect.stringContaining('no JSON: ')],
      [3, 'unreadable', 'an event is a JSON object'],
      [5, 'rejected', expect.stringContaining('string')],
      [6, 'unreadable', expect.stringContaining('not UTF-8')],
      [7, 'conflict', expect.stringContaining('other content')],
    ])
    expect(rejects().find(({ line }) => line === 5).event).toMatchObject({ event_id: 'e2' })
  })

  test('an event that no batch could carry does not keep the others', async () => {
    const large = event(1, { properties: { note: 'x'.repeat(210_000) } })
    const { run, rejects } = setup(ndjson([large, event(2)]))
    expect((await run()).counts).toMatchObject({ accepted: 1, unreadable: 1 })
    expect(rejects()[0]).toMatchObject({
      line: 1,
      errors: [{ message: 'an event has at most 204800 bytes' }],
    })
  })

  test('a number that JSON would round is handed on marked, for ingest to refuse', async () => {
    const { intake, run } = setup('{"type":"stage","amount":12345678901234567890}')
    await run()
    expect(intake.batches[0]?.[0]?.amount).toMatch(/12345678901234567890$/)
  })
})

describe('CSV', () => {
  const header =
    'type,event_id,name,lead_id,occurred_at,source_system,amount,currency,backfill,properties,region'

  test('has the fields of events as columns', async () => {
    const rows = [
      'stage,e1,mql,l1,2024-03-01T08:00:00Z,crm,1200.5000,EUR,,"{""seats"": 3}",null',
      'touch,e2,call,l1,2024-03-02T08:00:00Z,crm,,,false,,',
    ]
    const { intake, run } = setup([header, ...rows].join('\r\n'), 'history.csv')
    await run()
    expect(intake.batches.flat()).toEqual([
      {
        ...event(1, { occurred_at: '2024-03-01T08:00:00Z', lead_id: 'l1', backfill: true }),
        amount: '1200.5000',
        currency: 'EUR',
        properties: { seats: 3 },
        region: null,
      },
      {
        ...event(2, { type: 'touch', name: 'call', lead_id: 'l1', backfill: false }),
        occurred_at: '2024-03-02T08:00:00Z',
      },
    ])
  })

  test.each([
    ['deal_id,type,occurred_at,source_system', 'columns that are no fields of events: deal_id'],
    [
      'received_at,type,occurred_at,source_system',
      'columns that are no fields of events: received_at',
    ],
    ['type,occurred_at', 'has no column source_system'],
    ['type,occurred_at,source_system,type', 'two columns named type'],
  ])('a header like %s is refused before anything is sent', async (names, message) => {
    const { intake, run } = setup(`${names}\n1,2,3,4\n`, 'history.csv')
    await expect(run()).rejects.toThrow(message)
    expect(intake.batches).toEqual([])
  })
})

test.each([
  ['history.txt', '{}', 'history.txt must end in .ndjson'],
  ['history.csv', '', 'is empty'],
])('%s is refused', async (name, content, message) => {
  await expect(setup(content, name).run()).rejects.toThrow(message)
})
