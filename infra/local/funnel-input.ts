import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { UsageError } from '#core/errors.ts'
import { type Funnel, parseFunnel } from '#core/funnel.ts'
import { judgeAt } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import type { StoredEvent } from '#core/ports.ts'

const shownFaults = 10

/** Known from the beginning: a file says nothing about when its events arrived. */
const loadedAt = '1990-01-01T00:00:00.000Z'
/** Later than any event that the calendar holds, so that none is refused as lying in the future. */
const judgedAt = new Date('2900-01-01T00:00:00.000Z')

const shortEvent = z.strictObject({
  entity: z.union([z.string().min(1), z.number()]).transform(String),
  event: z.string().min(1),
  time: z.string(),
  properties: z.record(z.string(), z.unknown()).optional(),
})

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot read ${file}: ${reason}`, { cause })
  }
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${place}: not JSON: ${reason}`, { cause })
  }
}

/** The funnel that a file defines; throws UsageError with the file and every wrong path. */
export function readDefinition(file: string): Funnel {
  const input = parse(read(file), file)
  try {
    return parseFunnel(input)
  } catch (cause) {
    if (cause instanceof UsageError) throw new UsageError(`${file}: ${cause.message}`, { cause })
    throw cause
  }
}

interface Entry {
  readonly place: string
  readonly text: string
}

/** One event a line, or a JSON array of them, or an object with such an array as `events`. */
function entriesOf(file: string): Entry[] {
  const text = read(file)
  const first = text.trimStart()[0]
  const isArray = first === '[' || (first === '{' && /^\s*\{\s*"events"\s*:\s*\[/.test(text))
  if (isArray) {
    const whole = parse(text, file)
    const events = Array.isArray(whole) ? whole : (whole as { events: unknown[] }).events
    return events.map((event: unknown, index: number) => ({
      place: `${file}: event ${index + 1}`,
      text: JSON.stringify(event),
    }))
  }
  return text.split(/\r?\n/).flatMap((line, index) => {
    const place = `${file}: line ${index + 1}`
    if (line.trim() === '') return []
    parse(line, place)
    return [{ place, text: line }]
  })
}

const isShort = (event: unknown) =>
  typeof event === 'object' && event !== null && 'entity' in event && !('type' in event)

/** The short form as a touch of the funnel's subject; anything else as it is. */
function expand(text: string, number: number, subject: Funnel['subject']): string | string[] {
  const event: unknown = JSON.parse(text)
  if (!isShort(event)) return text
  const parsed = shortEvent.safeParse(event)
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => [...path, message].join(': '))
  }
  const { entity, event: name, time, properties } = parsed.data
  return JSON.stringify({
    event_id: `event-${String(number).padStart(9, '0')}`,
    type: 'touch',
    name,
    occurred_at: time,
    ...(/^\d{4}-\d{2}-\d{2}$/.test(time) ? { date_only: true } : {}),
    source_system: 'file',
    [`${subject}_id`]: entity,
    ...(properties === undefined ? {} : { properties }),
  })
}

/** Fields of the short form behind the names that the judgement uses. */
const shortNames: Readonly<Record<string, string>> = { occurred_at: 'time', name: 'event' }

function judge(text: string): StoredEvent | string[] {
  const [source] = readBatch(Buffer.from(`{"events":[${text}]}`))
  if (source === undefined) return ['an event is a JSON object']
  const { stored, problems } = judgeAt(judgedAt)(source)
  return stored === undefined
    ? problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    : { ...stored, receivedAt: loadedAt }
}

/**
 * The events of a file, those of the event model or in the short form `{entity, event, time,
 * properties}`, of which each is an own event. Throws UsageError that lists the first faults by line
 * and path.
 */
export function readEvents(file: string, subject: Funnel['subject']): StoredEvent[] {
  const events: StoredEvent[] = []
  const faults: string[] = []
  for (const [index, { place, text }] of entriesOf(file).entries()) {
    const whole = expand(text, index + 1, subject)
    const verdict = typeof whole === 'string' ? judge(whole) : whole
    if (!Array.isArray(verdict)) {
      events.push(verdict)
      continue
    }
    const renamed = verdict.map((fault) =>
      whole === text ? fault : fault.replace(/^\w+/, (path) => shortNames[path] ?? path),
    )
    faults.push(...renamed.map((fault) => `${place}: ${fault}`))
  }
  if (faults.length === 0) return distinct(events, file)
  const more = faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : []
  throw new UsageError([...faults.slice(0, shownFaults), ...more].join('\n'))
}

/** An id that comes again with the same content is the same event. */
function distinct(events: readonly StoredEvent[], file: string): StoredEvent[] {
  const known = new Map<string, StoredEvent>()
  for (const event of events) {
    const before = known.get(event.eventId)
    if (before !== undefined && before.contentHash !== event.contentHash) {
      throw new UsageError(`${file}: the event_id ${event.eventId} stands for two different events`)
    }
    known.set(event.eventId, event)
  }
  return [...known.values()]
}
