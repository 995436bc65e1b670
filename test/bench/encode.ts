import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { eventColumns, sqlType } from '#core/columns.ts'
import { landingObject, landingRow } from '#core/landing.ts'
import type { StoredEvent } from '#core/ports.ts'
import { measureCpu } from './measure.ts'
import { against, type Line, shortRatio } from './table.ts'

const at = new Date('2026-11-20T00:00:00.000Z')

/** What the export does with a batch, from the stored JSON to the bytes of the object. */
function encode(stored: readonly StoredEvent[]): Uint8Array {
  const records = stored.map((event, index) => ({
    record: { sequence: String(index), event },
    row: landingRow(event),
  }))
  return landingObject(records, at).body
}

/** The same rows as lines of JSON, with what the export adds. */
const linesOf = (stored: readonly StoredEvent[]): string =>
  stored
    .map(({ body, receivedAt, contentHash }) =>
      JSON.stringify({
        ...(JSON.parse(body) as object),
        received_at: receivedAt,
        content_hash: contentHash,
      }),
    )
    .join('\n')

const columns = eventColumns
  .map(({ name, type }) => `"${name}": '${sqlType(type, 'duckdb')}'`)
  .join(', ')

/** One batch as Parquet, by the export's own writer and by DuckDB from lines of JSON. */
export async function encodeLines(stored: readonly StoredEvent[], runs: number): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-encode-'))
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  try {
    const [from, into] = [join(folder, 'events.ndjson'), join(folder, 'events.parquet')]
    await writeFile(from, linesOf(stored))
    const connection = await instance.connect()
    const sql = `copy (
      select * from read_json('${from}', format = 'newline_delimited', columns = {${columns}})
    ) to '${into}' (format parquet, compression zstd)`
    const count = stored.length.toLocaleString('en')
    const duckdb = await measureCpu(`${count} events to Parquet, DuckDB`, runs, () =>
      connection.run(sql),
    )
    let bytes = 0
    const ours = await measureCpu(`${count} events to Parquet, export`, runs, async () => {
      bytes = encode(stored).byteLength
    })
    const theirs = (await stat(into)).size
    return [
      against(duckdb, duckdb, 'itself'),
      against(ours, duckdb, 'DuckDB', 1),
      {
        label: `${count} events to Parquet, bytes`,
        time: `${bytes.toLocaleString('en')} bytes`,
        ratio: `${shortRatio(bytes / theirs)} DuckDB`,
        aim: 'at most 0.87x',
        result: bytes <= 0.87 * theirs ? 'met' : 'missed',
      },
    ]
  } finally {
    instance.closeSync()
    await rm(folder, { recursive: true })
  }
}
