import type { EventInput } from '#core/event.ts'
import { day, hour, isoDay, isoTime, lastReceipt, logEnd, logStart } from './calendar.ts'
import type { Random } from './random.ts'

type Given = 'event_id' | 'occurred_at' | 'source_system' | 'date_only' | 'backfill' | 'recorded_at'
type Without<E> = E extends EventInput ? Omit<E, Given> : never

/** An event before the log gives it an id, a time and its source system. */
export type Draft = Without<EventInput>

/** Source systems with the prefix of their ids and the usual hours until an event arrives. */
const sources = {
  website: { prefix: 'web', hours: 0.2 },
  crm: { prefix: 'crm', hours: 5 },
  email_tool: { prefix: 'mail', hours: 2 },
  billing: { prefix: 'bill', hours: 14 },
  product: { prefix: 'app', hours: 8 },
  survey_tool: { prefix: 'survey', hours: 20 },
  ads: { prefix: 'ads', hours: 10 },
} as const

export type Source = keyof typeof sources

export interface RecordOptions {
  /** Sent as a calendar day instead of a moment. */
  readonly dateOnly?: boolean
  /** Loaded from history in the first batch. */
  readonly backfill?: boolean
  /** Sent without an id, so that the pipeline makes one from the content. */
  readonly withoutId?: boolean
}

export type SampleEvent = Readonly<Record<string, unknown>>

/** How the pipeline is expected to answer. */
export type Fate = 'accepted' | 'duplicate' | 'conflict' | 'rejected'

export interface LogEntry {
  readonly arrivesAt: number
  readonly event: SampleEvent
  readonly fate: Fate
}

export interface Log {
  readonly entries: LogEntry[]
  /** Adds an event and returns its id; outside the log's time it is left out. */
  record(source: Source, at: number, draft: Draft, options?: RecordOptions): string
}

const withoutUndefined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** Like some real tools, the survey tool writes its times with an offset. */
function timeText(source: Source, at: number): string {
  if (source !== 'survey_tool') return isoTime(at)
  return isoTime(at + 2 * hour).replace('Z', '+02:00')
}

/** Most events arrive within hours, one in forty days or weeks late. */
function arrival(random: Random, source: Source, at: number): number {
  const usual = at + sources[source].hours * hour * random.between(0.2, 2)
  const late = random.chance(0.025) ? Math.min(random.skewed(6, 0.8), 40) * day : 0
  return usual + late
}

/** An empty log that begins at `logStart`, history that is loaded apart, and ends at `logEnd`. */
export function createLog(random: Random): Log {
  const entries: LogEntry[] = []
  const counts = new Map<Source, number>()

  const nextId = (source: Source) => {
    const count = (counts.get(source) ?? 0) + 1
    counts.set(source, count)
    return `${sources[source].prefix}-${String(count).padStart(6, '0')}`
  }

  return {
    entries,
    record(source, at, draft, options = {}) {
      const id = nextId(source)
      const arrivesAt = options.backfill ? logStart : arrival(random, source, at)
      if (at >= logEnd || arrivesAt > lastReceipt) return id
      if (at < logStart && !options.backfill) return id
      const event = withoutUndefined({
        event_id: options.withoutId ? undefined : id,
        ...draft,
        occurred_at: options.dateOnly ? isoDay(at) : timeText(source, at),
        source_system: source,
        date_only: options.dateOnly || undefined,
        backfill: options.backfill || undefined,
        recorded_at: options.backfill ? isoTime(at + hour) : undefined,
      })
      entries.push({ arrivesAt, event, fate: 'accepted' })
      return id
    },
  }
}
