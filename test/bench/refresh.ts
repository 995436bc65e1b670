import { sha256 } from '#core/hash.ts'
import { landingObject, landingRow } from '#core/landing.ts'
import type { QueryEngine } from '#core/ports.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { type Measure, measure } from './measure.ts'
import type { Place } from './place.ts'

/** All new events occurred in this month of the log. */
const month = '2025-09'
const newEvents = 1000

export interface RefreshCost {
  readonly cost: Measure
  /** Rows of the log that one MERGE read, and those that lie in the month that it touches. */
  readonly rowsRead: number
  readonly rowsInMonth: number
}

/** A thousand events of one month, received now, as the export writes them. */
function landing(run: number, now: Date) {
  const records = Array.from({ length: newEvents }, (_, index) => {
    const eventId = sha256(`${run} ${index}`).slice(0, 32)
    const day = String(1 + (index % 28)).padStart(2, '0')
    const body = JSON.stringify({
      event_id: eventId,
      type: 'touch',
      name: 'content_viewed',
      occurred_at: `${month}-${day}T12:00:00.000Z`,
      source_system: 'website',
      lead_id: `l${index}`,
      channel: 'email',
    })
    const stored = { eventId, type: 'touch', receivedAt: now.toISOString(), contentHash: '', body }
    return { record: { sequence: `${run}-${index}`, event: stored }, row: landingRow(stored) }
  })
  return landingObject(records, now)
}

/** Rows that scans of the log read, out of the profile of a statement. */
function rowsScanned(profile: string): number {
  const count = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) return 0
    const { operator_rows_scanned: rows, extra_info: info, children } = node as ProfileNode
    const own = info?.Table?.endsWith('event_log') ? (rows ?? 0) : 0
    return own + (children ?? []).reduce((sum: number, child) => sum + count(child), 0)
  }
  return count(JSON.parse(profile))
}

interface ProfileNode {
  readonly operator_rows_scanned?: number
  readonly extra_info?: { readonly Table?: string }
  readonly children?: readonly unknown[]
}

/** The engine, its MERGE statements run under the profiler, which tells what they read. */
function profiled(engine: QueryEngine, note: (rows: number) => void): QueryEngine {
  return {
    dialect: engine.dialect,
    async run(sql, name) {
      if (!sql.startsWith('merge into')) return engine.run(sql, name)
      const result = await engine.run(`explain (analyze, format json) ${sql}`, name)
      note(rowsScanned(String(result.rows[0]?.explain_value)))
      return result
    },
  }
}

/** Refreshes the log again and again, each time after a thousand new events of one month. */
export async function measureRefresh(place: Place, runs: number): Promise<RefreshCost> {
  let rowsRead = 0
  const engine = profiled(place.engine, (rows) => {
    rowsRead = rows
  })
  const refresh = createRefresh({ ...place, engine })
  const result = await measure('refresh after 1,000 new events', runs, async (run) => {
    const { key, body } = landing(run, place.clock.now())
    await place.objects.put(key, body)
    await refresh()
  })
  const counted = await place.engine.run(
    `select count(*) as events from ${place.schemas.lake}.event_log
    where date_trunc('month', occurred_at) = date '${month}-01'`,
    'events of the month',
  )
  return { cost: result, rowsRead, rowsInMonth: Number(counted.rows[0]?.events) }
}
