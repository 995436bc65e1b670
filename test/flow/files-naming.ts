import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openParquetReader } from '#test/read-parquet.ts'

async function everyFile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

/** Files below the folder whose bytes, or the rows of Parquet files, fit the pattern. */
export async function filesNaming(folder: string, pattern: RegExp): Promise<string[]> {
  const parquet = await openParquetReader()
  const found: string[] = []
  for (const file of await everyFile(folder)) {
    const bytes = await readFile(file)
    const isParquet = file.endsWith('.parquet')
    const text = isParquet
      ? JSON.stringify((await parquet.read(bytes)).rows)
      : bytes.toString('latin1')
    if (pattern.test(text)) found.push(file.slice(folder.length + 1))
  }
  await parquet.close()
  return found
}
