import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { eventColumns } from '#core/columns.ts'
import { createEventLog, createLanding, createSchema } from '#core/ddl.ts'
import { emptyLanding } from '#core/landing.ts'
import { writeParquet } from '#core/parquet.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { createObjectStore } from '#local/object-store.ts'
import { openQueryEngine } from '#local/query-engine.ts'

type Bodies = ReadonlyMap<string, Uint8Array>

/** Ids in each object that has landed, in the order of its rows. */
export function landed(bodies: Bodies): Promise<string[][]> {
  const files = [...bodies].filter(([key]) => key.startsWith('landing/')).map(([, body]) => body)
  return Promise.all(
    files.map(async (body) => {
      const rows = await parquetReadObjects({
        file: new Uint8Array(body).buffer,
        columns: ['event_id'],
        compressors: { ZSTD: (input) => zstdDecompressSync(input) },
      })
      return rows.map((row) => String(row.event_id))
    }),
  )
}

/** Ids of the events in quarantine, as often as they are there. */
export const quarantined = (bodies: Bodies): string[] =>
  [...bodies]
    .filter(([key]) => key.startsWith('quarantine/'))
    .map(([, body]) => String(JSON.parse(Buffer.from(body).toString()).event_id))

/** The embedded lake: what refresh makes of objects that have landed. */
export async function openLog() {
  const root = await mkdtemp(join(tmpdir(), 'stream-log-'))
  const engine = await openQueryEngine(':memory:', { root, threads: 1 })
  const empty = writeParquet(eventColumns, [])
  let lakes = 0

  /** Each has its own tables, over its own folder. */
  async function newLake(bodies: Bodies) {
    lakes += 1
    const [lake, folder] = [`lake_${lakes}`, join(root, String(lakes))]
    const landed = [...bodies].filter(([key]) => key.startsWith('landing/'))
    for (const [key, body] of [[emptyLanding, empty] as const, ...landed]) {
      await mkdir(dirname(join(folder, key)), { recursive: true })
      await writeFile(join(folder, key), body)
    }
    await engine.run(createSchema(lake, 'duckdb'), 'schema')
    await engine.run(createEventLog(lake, 'duckdb', folder), 'event log')
    await engine.run(createLanding(lake, 'duckdb', folder), 'landing')
    return { lake, folder }
  }

  return {
    /** Ids in `event_log` after refresh, as often as they are there, in order. */
    async ids(bodies: Bodies, now: Date): Promise<string[]> {
      const { lake, folder } = await newLake(bodies)
      const schemas = { lake, slots: ['a', 'b'], scratch: 's', views: 'main' } as const
      const objects = createObjectStore(folder)
      await createRefresh({ objects, engine, schemas, clock: { now: () => now } })()
      const { rows } = await engine.run(`select event_id from ${lake}.event_log order by 1`, 'ids')
      return rows.map((row) => String(row.event_id))
    },
    async close() {
      await engine.close()
      await rm(root, { recursive: true })
    },
  }
}

export type Log = Awaited<ReturnType<typeof openLog>>
