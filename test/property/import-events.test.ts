import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { eventColumns } from '#core/columns.ts'
import { eventSchema } from '#core/event.ts'
import { eventTypes } from '#core/event-shapes.ts'
import { misread } from '#local/import/decode.ts'
import { importFiles } from '#local/import/import-files.ts'
import { prepareImport } from '#local/import/prepare.ts'
import { roundedId } from '#local/import/steps.ts'
import { createIntake } from '#test/unit/import/workspace.ts'
import { eventOf } from './random-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'import-events-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Event = Readonly<Record<string, unknown>>

/** Blank text and the words for a missing value cannot be told from an empty cell; damage is refused. */
const isTellable = (value: unknown) =>
  typeof value !== 'string' ||
  (value.trim() === value &&
    !['', 'NULL', '\\N', 'null'].includes(value) &&
    misread(value) === undefined &&
    roundedId(value) === undefined)

const dated = (event: Event, onDay: boolean): Event =>
  onDay ? { ...event, date_only: true, occurred_at: String(event.occurred_at).slice(0, 10) } : event

/** Events that ingest accepts, of every type, each with an id and its own mark of history. */
const events = fc
  .array(
    fc.record({
      event: fc.oneof(...eventTypes.map(eventOf)),
      onDay: fc.boolean(),
      backfill: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((drawn) =>
    drawn
      .map(({ event, onDay, backfill }, index) =>
        dated({ ...event, backfill, event_id: `e${index}` }, onDay),
      )
      .filter((event) => Object.values(event).every(isTellable))
      .filter((event) => eventSchema.safeParse(event).success),
  )

const cellOf = (value: unknown) => {
  if (value === null) return 'null'
  if (value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

const clearable: ReadonlySet<unknown> = new Set(['deal', 'person', 'account'])

/** A field of an update that is cleared: null, which the cell says by that word. */
const withCleared = (event: Event): Event =>
  clearable.has(event.type) && event.region === undefined ? { ...event, region: null } : event

const columns = eventColumns
  .map(({ name }) => name)
  .filter((name) => !['received_at', 'content_hash', 'cleared'].includes(name))

async function importedFrom(lines: readonly string[]) {
  const file = join(folder, 'events.csv')
  writeFileSync(file, `${lines.join('\r\n')}\r\n`)
  const { mapping, files, refused } = await prepareImport([file], [], {
    zone: 'Asia/Tokyo',
    currency: 'JPY',
  })
  if (mapping === undefined) throw new Error(JSON.stringify(refused))
  const intake = createIntake()
  const summary = await importFiles({ files, mapping, post: intake.post })
  return { stored: intake.stored(), summary: summary.files[0] }
}

/** As it is stored: times in UTC, decimals as text, without what is absent. */
const parsed = (event: unknown) => JSON.parse(JSON.stringify(eventSchema.parse(event)))

test('events written as CSV by the names of their fields come back equal', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(events, async (drawn) => {
      fc.pre(drawn.length > 0)
      const sent = drawn.map(withCleared)
      const rows = sent.map((event) => columns.map((name) => quoted(cellOf(event[name]))).join(','))
      const { stored, summary } = await importedFrom([columns.join(','), ...rows])
      expect(summary?.problems).toEqual([])
      expect(stored.map(parsed)).toEqual(sent.map(parsed))
      compared += sent.length
    }),
    { numRuns: 60 },
  )
  expect(compared).toBeGreaterThan(100)
}, 60_000)
