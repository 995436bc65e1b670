import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDefinition, readEvents } from '#local/funnel-input.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'funnel-input-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const file = join(folder, 'input')
  writeFileSync(file, text)
  return file
}

const lines = (...events: object[]) => events.map((event) => JSON.stringify(event)).join('\n')
const eventsIn = (text: string) =>
  readEvents(fileWith(text), 'contact').map(({ body }) => JSON.parse(body))

const short = { entity: 'a', event: 'signed_up', time: '2026-03-01T10:00:00+01:00' }
const whole = {
  type: 'stage',
  event_id: 'e1',
  name: 'won',
  occurred_at: '2026-03-02T10:00:00Z',
  source_system: 'crm',
  contact_id: 'a',
}

describe('events', () => {
  test('of both forms come from one file, a line each, blank lines aside', () => {
    expect(eventsIn(`\uFEFF${lines(short)}\r\n\n${lines(whole)}\n`)).toMatchObject([
      {
        type: 'touch',
        name: 'signed_up',
        contact_id: 'a',
        occurred_at: '2026-03-01T09:00:00.000Z',
      },
      { type: 'stage', event_id: 'e1', name: 'won' },
    ])
  })

  test('come from an array, and from a batch as it is posted', () => {
    expect(eventsIn(JSON.stringify([short, whole], null, 2))).toHaveLength(2)
    expect(eventsIn(JSON.stringify({ events: [short, whole] }))).toHaveLength(2)
  })

  test('in the short form are each their own, with days, numbers for entities and properties', () => {
    const day = { entity: 7, event: 'paid', time: '2026-03-01', properties: { plan: 'pro' } }
    expect(eventsIn(lines(day, day))).toMatchObject([
      { contact_id: '7', date_only: true, occurred_at: '2026-03-01', properties: { plan: 'pro' } },
      { contact_id: '7' },
    ])
  })

  test('with one id and one content are one event, with two contents a fault', () => {
    expect(eventsIn(lines(whole, whole))).toHaveLength(1)
    const other = { ...whole, name: 'lost' }
    expect(() => eventsIn(lines(whole, other))).toThrow('e1 stands for two different events')
  })

  const faults: [what: string, text: string, message: string][] = [
    ['no JSON', lines(short).slice(1), 'line 1: not JSON'],
    ['no time', lines(short, { ...short, time: 'noon' }), 'line 2: time: an RFC 3339 time'],
    ['no name', lines({ ...short, event: '' }), 'line 1: event: '],
    ['an unknown key', lines({ ...short, plan: 'pro' }), 'line 1: Unrecognized key: "plan"'],
    [
      'a missing field',
      lines({ ...whole, source_system: undefined }),
      'line 1: source_system: is required',
    ],
    ['an element of an array', JSON.stringify([short, 5]), 'event 2: an event is a JSON object'],
  ]

  test.each(faults)('are refused with their line and path: %s', (_, text, message) => {
    const read = () => eventsIn(text)
    expect(read).toThrow(expect.objectContaining({ name: 'UsageError' }))
    expect(read).toThrow(message)
  })

  test('are refused together, the first ten by name', () => {
    const bad = Array.from({ length: 12 }, () => ({ ...short, time: 'noon' }))
    expect(() => eventsIn(lines(...bad))).toThrow(/line 10: time[\s\S]*and 2 more$/)
  })
})

describe('a definition', () => {
  test('is refused with its file and path', () => {
    expect(() => readDefinition(fileWith('{"id":"x"}'))).toThrow(/input: .*title: /)
    expect(() => readDefinition(fileWith('{'))).toThrow('input: not JSON')
    expect(() => readDefinition(join(folder, 'none'))).toThrow('cannot read')
  })
})
