import { readFile } from 'node:fs/promises'
import readWorkbookFile from 'read-excel-file/node'
import { UsageError } from '#core/errors.ts'
import type { CsvRecord } from './records.ts'
import { unzipped } from './unpack.ts'
import { readZipDirectory } from './zip.ts'

/** A workbook is read whole, so it must fit into memory; a larger table is better saved as CSV. */
const largestWorkbook = 300_000_000

const tooLarge = () =>
  new UsageError(
    `unpacks to more than ${largestWorkbook / 1_000_000} MB: save the sheet as CSV, which has no limit`,
  )

/** Unpacks every part once to count: what the archive says about itself may be a lie. */
async function checkParts(file: string): Promise<void> {
  let bytes = 0
  for (const entry of await readZipDirectory(file)) {
    if (entry.unpacked > largestWorkbook) throw tooLarge()
    let start = ''
    for await (const chunk of await unzipped(file, entry, () => undefined)) {
      bytes += chunk.length
      if (bytes > largestWorkbook) throw tooLarge()
      if (start.length < 4_096) start += chunk.toString('latin1')
    }
    if (/<!(DOCTYPE|ENTITY)/i.test(start))
      throw new UsageError(`${entry.name} defines entities, which no spreadsheet program writes`)
  }
}

const midnight = /T00:00:00\.000Z$/

/** The text of a cell: times as YYYY-MM-DD[ HH:MM:SS], numbers as the file has them. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (!(cell instanceof Date)) return String(cell)
  const text = cell.toISOString()
  return midnight.test(text) ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}

/** A number as stored, without a float's last digits: 0.30000000000000004 is 0.3. */
function plainNumber(text: string): string {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return String(value)
  const short = String(Number(value.toPrecision(15)))
  return /e/i.test(short) || Number.isInteger(value) ? text : short
}

/**
 * The rows of the only sheet with any, as records whose line is the row; a formula is its last
 * value. Throws UsageError for a workbook that is damaged, too large, or has several filled sheets.
 */
export async function readWorkbook(file: string): Promise<CsvRecord[]> {
  await checkParts(file)
  const sheets = await readWorkbookFile(await readFile(file), {
    trim: false,
    parseNumber: plainNumber,
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot be read as a workbook: ${reason}`, { cause })
  })
  const filled = sheets.filter(({ data }) => data.length > 0)
  const [sheet, other] = filled
  if (other !== undefined) {
    const names = filled.map((each) => JSON.stringify(each.sheet)).join(', ')
    throw new UsageError(`has several filled sheets (${names}): save each as a file of its own`)
  }
  return (sheet?.data ?? [])
    .map((row, index) => ({ line: index + 1, cells: row.map(textOf) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
}
