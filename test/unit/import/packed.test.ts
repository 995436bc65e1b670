import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { gunzipped } from '#local/import/unpack.ts'
import { importRecognised, prepared, writeFolder } from './recognised.ts'

const deals = 'Deal ID,Deal Stage,Create Date\n1,Proposal,2026-01-02\n'

interface Entry {
  readonly name: string
  readonly content: string | Uint8Array
  /** What the directory says of the unpacked size, where it lies. */
  readonly claims?: number
}

/** A zip archive as programs write it: local headers, data, directory. Checksums are left out. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, claims } of entries) {
    const plain = Buffer.from(content)
    const packed = deflateRawSync(plain)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(claims ?? plain.length, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002'),
        Buffer.from([20, 0]),
        head,
        tail,
        Buffer.from(name),
      ]),
    )
    parts.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(listing.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, listing, Buffer.from('PK\u0005\u0006'), end])
}

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
const workbook = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Deals" sheetId="1" r:id="rId1"/></sheets></workbook>`
const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
const styles = `<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`

const text = (at: string, value: string) =>
  `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
const sheet = (rows: string, before = '') =>
  `<?xml version="1.0"?>${before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`

const head = `<row r="1">${text('A1', 'Deal ID')}${text('B1', 'Deal Stage')}${text('C1', 'Create Date')}${text('D1', 'Close Date')}${text('E1', 'Amount')}</row>`
/** The amount is a formula with its last value, the dates are serial numbers with a date format. */
const row = `<row r="2"><c r="A2"><v>101</v></c>${text('B2', 'Closed Won')}<c r="C2" s="1"><v>46024</v></c><c r="D2" s="1"><v>46055</v></c><c r="E2"><f>1000+0.5</f><v>1000.5</v></c></row>`

const xlsx = (content: string): Buffer =>
  zip([
    { name: '[Content_Types].xml', content: types },
    { name: 'xl/workbook.xml', content: workbook },
    { name: 'xl/_rels/workbook.xml.rels', content: relations },
    { name: 'xl/styles.xml', content: styles },
    { name: 'xl/worksheets/sheet1.xml', content },
  ])

describe('packed tables', () => {
  test.each([
    ['gzip', 'deals.csv.gz', gzipSync(deals)],
    ['gzip under another name', 'deals.csv', gzipSync(deals)],
    ['zip', 'deals.zip', zip([{ name: 'inner/deals.csv', content: deals }])],
  ])('%s', async (_, name, content) => {
    const { stored } = await importRecognised({ [name]: content })
    expect(stored[0]).toMatchObject({ name: 'created', opportunity_id: '1' })
  })

  test('a workbook: dates by their format, the last value of a formula', async () => {
    const { stored } = await importRecognised({ 'deals.xlsx': xlsx(sheet(head + row)) })
    expect(stored.find(({ name }) => name === 'closed_won')).toMatchObject({
      opportunity_id: '101',
      occurred_at: '2026-02-02',
      amount: '1000.5',
    })
  })
})

describe('what is no table is refused, saying what it is', () => {
  const lots = Buffer.alloc(70_000_000, 'a')
  test.each<[string, string | Uint8Array, string]>([
    ['a PDF', '%PDF-1.7 ...', 'is a PDF document'],
    ['a web page', '<!DOCTYPE html><html>', 'is a web page or XML'],
    ['JSON', '{"deals": []}', 'is JSON'],
    [
      'an old workbook',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]),
      'is a workbook of an old format',
    ],
    ['nothing', '', 'is empty'],
    ['a header of a million columns', 'a,'.repeat(400_000), 'more than 5000 columns'],
    ['a line without end', 'a'.repeat(1_100_000), 'too long'],
    [
      'two files in an archive',
      zip([
        { name: 'a.csv', content: 'a' },
        { name: 'b.csv', content: 'b' },
      ]),
      'is a zip archive of 2 files',
    ],
    [
      'a cut archive',
      zip([{ name: 'a.csv', content: deals }]).subarray(0, 40),
      'is a damaged zip archive',
    ],
    ['a damaged gzip', gzipSync(deals).fill(7, 12, 30), 'cannot be unpacked'],
    [
      'a bomb that lies about its size',
      zip([{ name: 'xl/workbook.xml', content: lots, claims: 10 }]),
      'unpacks to more than 200 times its size',
    ],
    [
      'entities in a workbook',
      xlsx(sheet(head + row, '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>')),
      'defines entities',
    ],
    [
      'a workbook that is none',
      zip([{ name: 'xl/workbook.xml', content: 'x' }]),
      'cannot be read as a workbook',
    ],
  ])('%s', async (_, content, reason) => {
    const { refused, mapping } = await prepared({ 'deals.csv': content })
    expect(refused[0]?.reason).toContain(reason)
    expect(mapping).toBeUndefined()
  })
})

test('a gzip bomb stops where it becomes one', async () => {
  const [file = ''] = writeFolder({ 'deals.csv.gz': gzipSync(Buffer.alloc(80_000_000, 'a')) })
  let bytes = 0
  const drain = async () => {
    for await (const chunk of gunzipped(file, 80_000, () => undefined)) bytes += chunk.length
  }
  await expect(drain()).rejects.toThrow('unpacks to more than 200 times its size')
  expect(bytes).toBeLessThan(70_000_000)
})
