import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { UsageError } from '#core/errors.ts'
import { gunzipped, unzipped } from './unpack.ts'
import { readZipDirectory } from './zip.ts'

/** What a file is inside, whatever its name says. */
export type Source =
  | { readonly kind: 'text'; readonly bytes: AsyncIterable<Buffer> }
  | { readonly kind: 'workbook' }

const mark = '(\u00ef\u00bb\u00bf)?\\s*'

/** First bytes of files that are no table, in Latin-1. */
const others: readonly (readonly [start: string, what: string])[] = [
  ['\u00d0\u00cf\u0011\u00e0', 'a workbook of an old format: save it as .xlsx or CSV'],
  ['%PDF', 'a PDF document'],
  ['PAR1', 'a Parquet file: write it as CSV'],
  ['SQLite format 3', 'a database: export its tables as CSV'],
  ['\u00ff\u00fe\u0000\u0000|\u0000\u0000\u00fe\u00ff', 'text in UTF-32: save it as UTF-8'],
  ['\u0089PNG|\u00ff\u00d8\u00ff|GIF8', 'an image'],
  [`${mark}<(!doctype|html|\\?xml)`, 'a web page or XML, perhaps instead of the export'],
  [`${mark}(\\[\\s*)?\\{\\s*"`, 'JSON: post it to the event API, or write it as CSV'],
  ['BZh|7z\u00bc\u00af|Rar!|\\(\u00b5/\u00fd', 'packed in a way that is not supported: unpack it'],
]

async function startOf(file: string): Promise<{ start: string; size: number }> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
    const { size } = await handle.stat()
    return { start: buffer.toString('latin1', 0, bytesRead), size }
  } finally {
    await handle.close()
  }
}

async function* counted(
  bytes: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let count = 0
  for await (const chunk of bytes) {
    count += chunk.length
    onBytes(count)
    yield chunk
  }
}

async function fromZip(file: string, onBytes: (bytes: number) => void): Promise<Source> {
  const entries = await readZipDirectory(file)
  if (entries.some(({ name }) => name === 'xl/workbook.xml')) return { kind: 'workbook' }
  const [entry, ...more] = entries
  if (entry === undefined) throw new UsageError('is a zip archive without files')
  if (more.length > 0)
    throw new UsageError(
      `is a zip archive of ${entries.length} files: unpack it and import the folder`,
    )
  return { kind: 'text', bytes: await unzipped(file, entry, onBytes) }
}

/**
 * Opens a file by its first bytes: text, gzip, a zip archive of one file, or a workbook. `onBytes`
 * gets the bytes of the file itself read so far. Throws UsageError for anything else, saying what it is.
 */
export async function openSource(
  file: string,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Source> {
  const { start, size } = await startOf(file)
  if (start.startsWith('\x1f\x8b')) return { kind: 'text', bytes: gunzipped(file, size, onBytes) }
  if (start.startsWith('PK\u0003\u0004') || start.startsWith('PK\u0005\u0006')) {
    return fromZip(file, onBytes)
  }
  const other = others.find(([shape]) => new RegExp(`^(${shape})`, 'i').test(start))
  if (other !== undefined) throw new UsageError(`is ${other[1]}`)
  return { kind: 'text', bytes: counted(createReadStream(file), onBytes) }
}
