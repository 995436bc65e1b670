import { createHash, randomUUID } from 'node:crypto'
import type { RowFault } from './fields.ts'
import type { MappedEvent } from './plan.ts'
import type { Known, SnapshotStore } from './snapshot-store.ts'

/*
 * An export tells the state of its records. What was sent of each record is kept, so that the same
 * export again sends nothing and a newer one only what changed: a deal, person or account gets an
 * update at the time of the export, another event is retracted and sent anew.
 */

/** What is to be sent for an event of a mapping, or why nothing is. */
export type Judgement =
  | { readonly send: readonly MappedEvent[] }
  | { readonly skip: 'unchanged' | 'repeated' | 'older' }
  | RowFault

/** Types whose events add up to a record, so that an update need not retract. */
const updated: ReadonlySet<unknown> = new Set(['deal', 'person', 'account'])

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

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
  if (updated.has(rest.type)) {
    const event = { ...rest, event_id: id, name: 'updated', occurred_at: exportedAt }
    return [{ event, columnsOf, remember }]
  }
  const retraction = {
    type: 'retract',
    event_id: `${id}:retract`,
    source_system: rest.source_system,
    backfill: true,
    occurred_at: exportedAt,
    target_event_id: known.eventId,
  }
  const again = { ...mapped.event, event_id: id, occurred_at: at }
  return [
    { event: retraction, columnsOf },
    {
      event: dateOnly === undefined ? again : { ...again, date_only: dateOnly },
      columnsOf,
      remember,
    },
  ]
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
    if (known?.run === run) {
      return {
        column: '',
        reason: 'is a record that stands in the file twice with other values',
        value: key,
      }
    }
    if (known !== undefined && known.exportedAt > exportedAt) return { skip: 'older' }
    const version = known === undefined ? '' : `:${sha256(known.eventId + hash).slice(0, 16)}`
    const now = { eventId: `${key}${version}`, hash, run, exportedAt }
    pending.set(key, now)
    const remember = { key, known: now }
    if (known !== undefined) return { send: changed({ mapped, known, exportedAt, remember }) }
    return { send: [{ ...mapped, event: { ...mapped.event, event_id: now.eventId }, remember }] }
  }

  return {
    judge,
    /** Keeps what was sent once it is stored; what was refused is tried again by the next import. */
    settle({ remember }: MappedEvent, stored: boolean): void {
      if (remember === undefined) return
      if (stored) store.put(remember.key, remember.known)
      pending.delete(remember.key)
    },
  }
}

export type Snapshots = ReturnType<typeof createSnapshots>
