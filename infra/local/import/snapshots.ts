import { randomUUID } from 'node:crypto'
import { sha256 } from '#core/hash.ts'
import type { RowFault } from './fields.ts'
import type { Gone, MappedEvent } from './plan.ts'
import type { Known, SnapshotStore } from './snapshot-store.ts'

/*
 * An export tells the state of its records. What was sent of each record is kept, so that the same
 * export again sends nothing and a newer one only what changed: a deal, person or account gets an
 * update at the time of the export, another event is retracted and sent anew. A close that a newer
 * export no longer tells is retracted.
 */

/** What is to be sent for an event of a mapping, or why nothing is. */
export type Judgement =
  | { readonly send: readonly MappedEvent[] }
  | { readonly skip: 'unchanged' | 'repeated' | 'older' }
  | RowFault

/** Types whose events add up to a record, so that an update need not retract. */
const updated: ReadonlySet<unknown> = new Set(['deal', 'person', 'account'])

/** What the event tells of its record: for a record of the current state not when it was seen. */
function contentOf(event: MappedEvent['event']): string {
  if (!updated.has(event.type)) return JSON.stringify(event)
  const { occurred_at: _at, date_only: _only, ...rest } = event
  return JSON.stringify(rest)
}

interface Change {
  readonly mapped: MappedEvent
  readonly known: Known
  readonly exportedAt: string
  readonly remember: { readonly key: string; readonly known: Known }
}

function changed({ mapped, known, exportedAt, remember }: Change): MappedEvent[] {
  const id = remember.known.eventId
  const { occurred_at: at, date_only: dateOnly, ...rest } = mapped.event
  const columnsOf = mapped.columnsOf
  if (updated.has(rest.type) && known.hash !== retracted) {
    const event = { ...rest, event_id: id, name: 'updated', occurred_at: exportedAt }
    return [{ event, columnsOf, remember }]
  }
  // The system told it so only from this export on, whenever it happened.
  const again = { recorded_at: exportedAt, ...mapped.event, event_id: id, occurred_at: at }
  const event = dateOnly === undefined ? again : { ...again, date_only: dateOnly }
  const now = { event, columnsOf, remember }
  if (known.hash === retracted) return [now]
  return [
    { event: retractionOf(known, { id, source: rest.source_system, exportedAt }), columnsOf },
    now,
  ]
}

/** Stands for the hash of a record of which nothing sent is left. */
const retracted = ''

interface Retraction {
  readonly id: string
  readonly source: unknown
  readonly exportedAt: string
}

const retractionOf = (known: Known, { id, source, exportedAt }: Retraction) => ({
  type: 'retract',
  event_id: `${id}:retract`,
  source_system: source,
  backfill: true,
  occurred_at: exportedAt,
  target_event_id: known.eventId,
})

const twice: RowFault = {
  column: '',
  reason: 'is a record that stands in the file twice with other values',
}

/** Judges the events of one file, exported at an instant. */
export function createSnapshots(store: SnapshotStore, exportedAt: string) {
  const run = randomUUID()
  const pending = new Map<string, Known>()

  function judge(mapped: MappedEvent): Judgement {
    const key = mapped.record
    if (key === undefined) return { send: [mapped] }
    const known = pending.get(key) ?? store.get(key)
    const hash = sha256(contentOf(mapped.event))
    if (known?.hash === hash) {
      if (known.run === run) return { skip: 'repeated' }
      store.put(key, { ...known, run })
      return { skip: 'unchanged' }
    }
    if (known?.run === run) return { ...twice, value: key }
    if (known !== undefined && known.exportedAt > exportedAt) return { skip: 'older' }
    const version = known === undefined ? '' : `:${sha256(known.eventId + hash).slice(0, 16)}`
    const now = { eventId: `${key}${version}`, hash, run, exportedAt }
    pending.set(key, now)
    const remember = { key, known: now }
    if (known !== undefined) return { send: changed({ mapped, known, exportedAt, remember }) }
    return { send: [{ ...mapped, event: { ...mapped.event, event_id: now.eventId }, remember }] }
  }

  function judgeGone({ gone: key, source }: Gone): Judgement {
    const known = pending.get(key) ?? store.get(key)
    const isLeft = known !== undefined && known.hash !== retracted && known.run !== run
    if (!isLeft) return { send: [] }
    if (known.exportedAt > exportedAt) return { skip: 'older' }
    const now = { ...known, hash: retracted, run, exportedAt }
    pending.set(key, now)
    const event = retractionOf(known, { id: `${known.eventId}:gone`, source, exportedAt })
    return { send: [{ event, columnsOf: () => '', remember: { key, known: now } }] }
  }

  return {
    judge,
    judgeGone,
    /** Keeps what was sent once it is stored; what was refused is tried again by the next import. */
    settle({ remember }: MappedEvent, stored: boolean): void {
      if (remember === undefined) return
      if (stored) store.put(remember.key, remember.known)
      pending.delete(remember.key)
    },
  }
}

export type Snapshots = ReturnType<typeof createSnapshots>
