import type { SubjectIds } from '#core/erasure.ts'
import { prefixes } from '#core/names.ts'
import type { EventRecords } from '#core/ports.ts'
import { findEvents, type NamingEvent } from './erase-events.ts'
import { filesOf } from './erase-lake.ts'
import { isRejectOf, walk, walkReports } from './erase-objects.ts'
import type { SubjectPorts } from './erase-subject.ts'

export interface ErasePorts extends SubjectPorts {
  readonly records: EventRecords
  /** Brings into landing what is stored and has not come there by itself. */
  collect(): Promise<unknown>
  refresh(): Promise<unknown>
  /** Makes every model anew and points the views at them. */
  build(): Promise<unknown>
  /** Writes files anew in which the bytes of what was deleted may linger, where there are such. */
  rewrite(): Promise<unknown>
  /** How long an event may take into landing. */
  readonly settleMs: number
  readonly retireMs: number
  /** Where copies remain that no erasure reaches. */
  readonly stays: readonly string[]
}

/** In the order in which they are done. */
export const stages = [
  'events',
  'lake',
  'quarantine',
  'build',
  'former build',
  'files',
  'reports',
  'check',
] as const
export type Stage = (typeof stages)[number]

/** How far an erasure is; the ids are in clear until it is done. */
export interface Erasure {
  readonly subject: string
  readonly startedAt: string
  readonly ids: SubjectIds
  readonly stage: Stage | 'done'
  readonly events: readonly NamingEvent[]
  /** Files of the log that held the events. */
  readonly files: readonly string[]
  /** Where the stage goes on. */
  readonly mark: string
  /** How often the check found events again. */
  readonly rounds: number
  readonly removed: number
  readonly reduced: number
  readonly landingObjects: number
  readonly rejects: number
  readonly reports: readonly string[]
  readonly areReportsRemoved: boolean
  /** ISO instant before which going on is of no use. */
  readonly after?: string
}

/** What was found becomes the work of the stages from the first on. */
export async function withEvents(ports: ErasePorts, erasure: Erasure): Promise<Erasure> {
  const events = await findEvents(ports, erasure.ids)
  const stays = events.filter((event) => event.stays).length
  return {
    ...erasure,
    stage: 'events',
    mark: '',
    events,
    files: await filesOf(ports, events),
    removed: erasure.removed + events.length - stays,
    reduced: erasure.reduced + stays,
  }
}

/** The erasure with what it would meet in quarantine and among published reports. */
export async function withObjects({ objects }: ErasePorts, erasure: Erasure): Promise<Erasure> {
  const { ids } = erasure
  const reports: string[] = []
  let rejects = 0
  const always = () => true
  await walk(objects, prefixes.quarantine, '', always, async (key) => {
    if (await isRejectOf(objects, key, ids)) rejects += 1
  })
  await walkReports(objects, ids, '', always, (path) => {
    reports.push(path)
  })
  return { ...erasure, rejects, reports: reports.sort() }
}
