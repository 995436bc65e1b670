import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { tryPost } from '#local/import/dry-run.ts'
import { importFiles } from '#local/import/import-files.ts'
import { prepareImport } from '#local/import/prepare.ts'

const folder = mkdtempSync(join(tmpdir(), 'import-dialects-'))
afterAll(() => rmSync(folder, { recursive: true }))

const encoders = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  'utf-16be with mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'windows-1252': (text: string) => Buffer.from(text, 'latin1'),
}

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  end: fc.constantFrom('\n', '\r\n'),
  quoteAll: fc.boolean(),
  encoding: fc.constantFrom(...(Object.keys(encoders) as (keyof typeof encoders)[])),
  gzip: fc.boolean(),
  title: fc.boolean(),
})

/**
 * Latin-1 text with everything that a delimiter or quote can break, between two letters. Letters with
 * marks stand alone, as in words: of a run of them an import asks which encoding it is.
 */
const owner = fc
  .string({
    unit: fc.constantFrom('"', ',', ';', '\n', '\t', '|', 'b', ' ', 'éb', 'Üb'),
    maxLength: 8,
  })
  .map((text) => `a${text}z`)

test('owners of deals come back equal from an export in any dialect, with nothing said about it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(owner, { minLength: 2, maxLength: 20 }),
      dialects,
      async (owners, dialect) => {
        const { delimiter, end, quoteAll, encoding, gzip, title } = dialect
        const special = new RegExp(`["\\r\\n${delimiter}]`)
        const cell = (text: string) =>
          quoteAll || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
        const table = [
          ['Deal ID', 'Deal Stage', 'Create Date', 'Deal owner'],
          ...owners.map((each, index) => [`d${index}`, 'Proposal', '2026-01-02', each]),
        ]
        const rows = table.map((row) => row.map(cell).join(delimiter))
        const bytes = encoders[encoding]([...(title ? ['All deals'] : []), ...rows, ''].join(end))
        const file = join(folder, 'deals.csv')
        writeFileSync(file, gzip ? gzipSync(bytes) : bytes)
        const { mapping, files } = await prepareImport([file], [], { zone: 'UTC', currency: 'EUR' })
        const posted: Record<string, unknown>[] = []
        const post = (events: readonly unknown[]) => {
          posted.push(...(events as Record<string, unknown>[]))
          return tryPost(events)
        }
        await importFiles({ files, mapping: mapping ?? { files: [] }, post })
        const created = posted.filter(({ name }) => name === 'created')
        expect(created.map(({ rep }) => rep)).toEqual(owners)
      },
    ),
    { numRuns: 150 },
  )
})
