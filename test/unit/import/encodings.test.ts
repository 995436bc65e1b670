import { describe, expect, test } from 'vitest'
import { importRecognised, prepared } from './recognised.ts'

const header = 'Deal ID,Deal Stage,Create Date,Owner'

/** A file whose owner has these bytes. */
const ownedBy = (...owner: number[]) => ({
  'deals.csv': Buffer.concat([
    Buffer.from(`${header}\n1,Proposal,2026-01-02,`),
    Buffer.from(owner),
    Buffer.from('\n'),
  ]),
})

const japanese = [0x93, 0x8c, 0x8b, 0x9e]
const russian = [0xc8, 0xe2, 0xe0, 0xed]
const chinese = [0xb1, 0xb1, 0xbe, 0xa9]
const macintosh = [0x4a, 0x9a, 0x72, 0x67]

describe('an encoding that bytes do not tell is asked for, never taken for Windows-1252', () => {
  test.each<[string, number[], string, string]>([
    ['Shift JIS', japanese, 'shift_jis', '東京'],
    ['Windows-1251', russian, 'windows-1251', 'Иван'],
    ['GB 18030', chinese, 'gb18030', '北京'],
    ['Macintosh', macintosh, 'macintosh', 'Jörg'],
  ])('%s', async (_, bytes, encoding, owner) => {
    const { refused } = await prepared(ownedBy(...bytes))
    expect(refused[0]?.reason).toContain('line 2: is neither UTF-8 nor looks like windows-1252')
    expect(refused[0]?.add).toContain(encoding)
    const entry = { match: 'deals.csv', encoding }
    const { stored } = await importRecognised(ownedBy(...bytes), { entry })
    expect(stored[0]).toMatchObject({ rep: owner })
  })

  test('single letters with marks and usual signs are Windows-1252, which is said', async () => {
    const { stored, prepared: found } = await importRecognised(
      ownedBy(0x4a, 0xf6, 0x72, 0x67, 0x20, 0x80, 0x96, 0x41),
    )
    expect(stored[0]).toMatchObject({ rep: 'Jörg €–A' })
    expect(found.understood[0]?.notes.join()).toContain('read as windows-1252')
  })

  test('UTF-32 is named', async () => {
    const wide = Buffer.from([...`\ufeff${header}`].flatMap((sign) => [...utf32(sign)]))
    const { refused } = await prepared({ 'deals.csv': wide })
    expect(refused[0]?.reason).toContain('UTF-32')
  })
  test('a character outside UTF-8 far below the beginning', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row},Proposal,2026-01-02,`)
    const start = Buffer.from([header, ...rows, ''].join('\n'))
    const content = Buffer.concat([
      start,
      Buffer.from('x,Angebot f\u00fcr,2026-01-02,\n', 'latin1'),
    ])
    const { understood } = await prepared({ 'deals.csv': content })
    expect(understood[0]?.entry).toMatchObject({ encoding: 'windows-1252' })
  })
})

test('a replacement character that the export holds does not change the encoding of the rest', async () => {
  const rows = ['1,Proposal,2026-01-02,J\ufffdrg', '2,Proposal,2026-01-02,Zoë']
  const { stored, summary } = await importRecognised({ 'deals.csv': [header, ...rows].join('\n') })
  expect(new Set(stored.map(({ rep }) => rep).filter(Boolean))).toEqual(new Set(['Zoë']))
  expect(summary[0]?.problems[0]).toMatchObject({ line: 2, column: 'Owner' })
})

function utf32(sign: string): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(sign.codePointAt(0) ?? 0)
  return bytes
}
