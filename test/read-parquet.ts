import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export interface ParquetContent {
  /** Column name and SQL type, in order. */
  readonly types: readonly (readonly [string, string])[]
  /** Cells as text, booleans and nulls. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Opens DuckDB to read Parquet files as the query engine does. */
export async function openParquetReader() {
  const folder = await mkdtemp(join(tmpdir(), 'parquet-'))
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  return {
    async read(bytes: Uint8Array): Promise<ParquetContent> {
      const path = join(folder, 'file.parquet')
      await writeFile(path, bytes)
      const reader = await connection.runAndReadAll(`select * from read_parquet('${path}')`)
      const types = reader
        .columnNames()
        .map((name, index) => [name, String(reader.columnType(index)).toLowerCase()] as const)
      return { types, rows: reader.getRowObjectsJson() }
    },
    async close(): Promise<void> {
      connection.closeSync()
      instance.closeSync()
      await rm(folder, { recursive: true })
    },
  }
}
