import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readCsv } from '#local/import/csv.ts'
import { type BrokenLine, type CsvRecord, isBroken } from '#local/import/records.ts'

const folder = mkdtempSync(join(tmpdir(), 'csv-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Dialect {
  readonly delimiter: string
  readonly end: string
  readonly quoteAll: boolean
  readonly encoding: 'utf-8' | 'utf-16le'
  readonly mark: boolean
  readonly endsWithLine: boolean
}

const dialects = fc.record<Dialect>({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  quoteAll: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-16le'),
  mark: fc.boolean(),
  endsWithLine: fc.boolean(),
})

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', '|', 'a', ' ', 'é', '😀'),
    maxLength: 8,
  }),
)
const tables = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 30,
  }),
)

function writeRow(row: readonly string[], { delimiter, quoteAll }: Dialect): string {
  const special = new RegExp(`["\\r\\n${delimiter}]`)
  const quoted = (text: string) =>
    quoteAll || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return row.map(quoted).join(delimiter)
}

async function readBack(rows: readonly string[], dialect: Dialect) {
  const { end, encoding, mark, endsWithLine, delimiter } = dialect
  const text = `${mark ? '\ufeff' : ''}${rows.join(end)}${endsWithLine ? end : ''}`
  const file = join(folder, 'table.csv')
  writeFileSync(file, Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le'))
  const items: (CsvRecord | BrokenLine)[] = []
  for await (const block of readCsv(file, { delimiter, encoding })) items.push(...block)
  return items
}

const lineEnds = (text: string) => text.match(/\r\n|\n|\r/g)?.length ?? 0

/** The line in which each row begins. */
function firstLines(rows: readonly string[]): number[] {
  let line = 1
  return rows.map((row) => {
    const first = line
    line += lineEnds(row) + 1
    return first
  })
}

test('any table in any dialect comes back equal, each row with its line', async () => {
  await fc.assert(
    fc.asyncProperty(tables, dialects, async (table, dialect) => {
      fc.pre(!table[0]?.[0]?.startsWith('\ufeff'))
      const rows = table.map((row) => writeRow(row, dialect))
      const lines = firstLines(rows)
      const expected = table.map((cells, index) => ({ line: lines[index], cells }))
      expect(await readBack(rows, dialect)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

const plain = fc.array(
  fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 5 }), {
    minLength: 2,
    maxLength: 2,
  }),
  {
    minLength: 1,
    maxLength: 20,
  },
)
const broken = fc.constantFrom('x,"y', '"x,y', 'x"y,z', '"x"y,z', 'x,"y"z"')

test('a broken line anywhere between plain rows costs no other row', async () => {
  await fc.assert(
    fc.asyncProperty(plain, plain, broken, dialects, async (before, after, line, dialect) => {
      const comma = { ...dialect, delimiter: ',', quoteAll: false }
      const rows = [...before, ...after].map((row) => writeRow(row, comma))
      rows.splice(before.length, 0, line)
      const items = await readBack(rows, comma)
      expect(items.filter(isBroken).map((item) => item.line)).toEqual([before.length + 1])
      expect(items.flatMap((item) => (isBroken(item) ? [] : [item.cells]))).toEqual([
        ...before,
        ...after,
      ])
    }),
    { numRuns: 200 },
  )
})
