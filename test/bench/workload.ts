import { showProgress } from '#local/progress.ts'
import type { Place } from './place.ts'
import { createDraft, createShare, fillLog, firstDay, months } from './workload-sql.ts'

const monthStart = (index: number) => {
  const year = Number(firstDay.slice(0, 4))
  return `${new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10)} 00:00:00.000`
}

/** Fills the log of the place with so many events, then writes it as one Parquet file. */
export async function makeEvents(place: Place, events: number): Promise<void> {
  const { engine, schemas, parquet } = place
  const progress = showProgress('events', months + 3, 'steps')
  await engine.run(createShare, 'share')
  await engine.run(createDraft(events), 'draft')
  progress.update(1)
  // What was received late lies in the month after the last.
  for (let index = 0; index <= months; index += 1) {
    const month = { from: monthStart(index), to: monthStart(index + 1) }
    await engine.run(fillLog(schemas.lake, month), `month ${index}`)
    progress.update(index + 2)
  }
  await engine.run('drop table bench.draft', 'drop draft')
  await engine.run('checkpoint', 'checkpoint')
  const log = `${schemas.lake}.event_log`
  await engine.run(`copy ${log} to '${parquet}' (format parquet, compression zstd)`, 'parquet')
  progress.update(months + 3)
  progress.stop()
  const [row] = (await engine.run(`select count(*) as events from ${log}`, 'count')).rows
  if (row?.events !== events) throw new Error(`${String(row?.events)} events instead of ${events}`)
}
