import { zstdDecompressSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { beforeEach, expect, test } from 'vitest'
import { logTo } from '#core/log.ts'
import type { FeedRecord } from '#core/ports.ts'
import { createExport } from '#handlers/export.ts'
import { clockAt, memoryObjects } from '../memory.ts'

const record = (sequence: string, fields: object = {}): FeedRecord => ({
  sequence,
  event: {
    eventId: `e${sequence}`,
    type: 'stage',
    receivedAt: '2026-03-01T12:00:00.000Z',
    contentHash: 'abc',
    body: JSON.stringify({
      event_id: `e${sequence}`,
      type: 'stage',
      name: 'mql',
      lead_id: 'l1',
      occurred_at: '2026-03-01T08:30:00.000Z',
      source_system: 'crm',
      ...fields,
    }),
  },
})
const unwritable = record('2', { date_only: 'yes' })

function setup(now = '2026-03-01T12:34:56.000Z') {
  const objects = memoryObjects()
  return { objects, run: createExport({ objects, clock: clockAt(now) }) }
}

async function ids(bytes: Uint8Array | undefined): Promise<unknown[]> {
  const rows = await parquetReadObjects({
    file: new Uint8Array(bytes ?? []).buffer,
    columns: ['event_id'],
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
  })
  return rows.map((row) => row.event_id)
}

beforeEach(() => {
  logTo(() => undefined)
})

test('a batch becomes one object of the hour', async () => {
  const { objects, run } = setup()
  expect(await run([record('1'), record('2'), record('3')])).toEqual({})
  const [key] = objects.bodies.keys()
  expect(key).toMatch(/^landing\/at=2026-03-01-12\/1-3-3-[0-9a-f]{16}\.parquet$/)
  expect(objects.bodies.size).toBe(1)
  expect(await ids(objects.bodies.get(key ?? ''))).toEqual(['e1', 'e2', 'e3'])
})

test('the same batch again is a success and leaves the object alone', async () => {
  const { objects, run } = setup()
  await run([record('1')])
  const before = new Map(objects.bodies)
  expect(await run([record('1')])).toEqual({})
  expect(objects.bodies).toEqual(before)
})

test('a smaller batch of the same records does not replace a larger one', async () => {
  const { objects, run } = setup()
  await run([record('1'), record('2'), record('3')])
  await run([record('1'), record('3')])
  expect(objects.bodies.size).toBe(2)
})

test('an empty batch writes nothing', async () => {
  const { objects, run } = setup()
  expect(await run([])).toEqual({})
  expect(objects.bodies.size).toBe(0)
})

test('a record that fits no row goes to quarantine, and the batch succeeds', async () => {
  const { objects, run } = setup()
  expect(await run([record('1'), unwritable, record('3')])).toEqual({})
  const [kept, landed] = [...objects.bodies.keys()].sort().reverse()
  expect(landed).toMatch(/^landing\//)
  expect(await ids(objects.bodies.get(landed ?? ''))).toEqual(['e1', 'e3'])
  expect(JSON.parse(Buffer.from(objects.bodies.get(kept ?? '') ?? []).toString())).toMatchObject({
    status: 'unwritable',
    event_id: 'e2',
    text: unwritable.event.body,
    errors: [{ code: 'unwritable', message: 'column date_only takes a boolean, got string yes' }],
  })
})

test('only such records: no landing object', async () => {
  const { objects, run } = setup()
  await run([unwritable])
  expect([...objects.bodies.keys()].filter((key) => key.startsWith('landing'))).toEqual([])
})

test('a reject that cannot be kept is the lowest failure; the rows are written', async () => {
  const { objects, run } = setup()
  objects.broken = /^quarantine/
  expect(await run([record('1'), unwritable, { ...unwritable, sequence: '3' }])).toEqual({
    failed: '2',
  })
  expect([...objects.bodies.keys()]).toEqual([expect.stringMatching(/^landing.*\/1-1-1-/)])
})

test('an object that cannot be written fails the batch', async () => {
  const { objects, run } = setup()
  objects.broken = /^landing/
  await expect(run([record('1')])).rejects.toThrow('no space')
})
