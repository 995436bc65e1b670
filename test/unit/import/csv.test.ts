import { describe, expect, test } from 'vitest'
import { type CsvOptions, readCsv } from '#local/import/csv.ts'
import type { BrokenLine, CsvRecord } from '#local/import/records.ts'
import { writeTemporary } from './workspace.ts'

async function read(content: string | Uint8Array, options: CsvOptions = {}) {
  const items: (CsvRecord | BrokenLine)[] = []
  for await (const block of readCsv(writeTemporary('t.csv', content), options))
    for (const item of block) items.push(item)
  return items
}

const good = (line: number, ...cells: string[]) => ({ line, cells })

describe('sound files', () => {
  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('%s line ends, empty lines and quoted line ends keep line numbers right', async (_, end) => {
    const text = ['a,b', '1,2', '', `"x${end}y",3`, '4,"say ""hi"", ok"'].join(end)
    expect(await read(text)).toEqual([
      good(1, 'a', 'b'),
      good(2, '1', '2'),
      good(4, `x${end}y`, '3'),
      good(6, '4', 'say "hi", ok'),
    ])
  })

  test('line ends may differ within a file', async () => {
    expect(await read('a,b\r\n1,2\n3,4\r5,6')).toEqual([
      good(1, 'a', 'b'),
      good(2, '1', '2'),
      good(3, '3', '4'),
      good(4, '5', '6'),
    ])
  })

  test('another delimiter', async () => {
    expect(await read('a;b\n1,5;2\n', { delimiter: ';' })).toEqual([
      good(1, 'a', 'b'),
      good(2, '1,5', '2'),
    ])
  })

  test('nothing at all', async () => {
    expect(await read('')).toEqual([])
  })

  test('a character or line end cut by a read is put together', async () => {
    const rows = Array.from({ length: 6_000 }, (_, row) => [`São ${row}`, '"€\r\nx"'])
    const text = rows.map((cells) => cells.join(',')).join('\r\n')
    for (const padding of ['', 'x', 'xx', 'xxx']) {
      const records = await read(`${padding}${text}`)
      expect(records).toHaveLength(6_000)
      expect(records.at(-1)).toEqual(good(11_999, 'São 5999', '€\r\nx'))
    }
  })
})

describe('encodings', () => {
  const text = 'a,b\nSão Paulo,5 €\n'
  const expected = [good(1, 'a', 'b'), good(2, 'São Paulo', '5 €')]
  const windows = Buffer.from([...Buffer.from('a,b\nS'), 0xe3, ...Buffer.from('o Paulo,5 '), 0x80])

  test('utf-8 with a byte order mark', async () => {
    expect(await read(`\ufeff${text}`)).toEqual(expected)
  })

  test('utf-16le is known by its byte order mark or by name', async () => {
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected)
    expect(await read(Buffer.from(text, 'utf16le'), { encoding: 'utf-16le' })).toEqual(expected)
  })

  test('utf-16be is known by its byte order mark', async () => {
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toEqual(expected)
  })

  test('windows-1252', async () => {
    expect(await read(windows, { encoding: 'windows-1252' })).toEqual(expected)
  })

  test('a byte order mark that contradicts the mapping is refused', async () => {
    const wrong = read(`\ufeff${text}`, { encoding: 'windows-1252' })
    await expect(wrong).rejects.toThrow('byte order mark of utf-8, the mapping says windows-1252')
  })
})

describe('broken lines cost themselves only', () => {
  test('a quote that is never closed', async () => {
    expect(await read('a,b\n1,"x\n3,4\n5,6\n')).toEqual([
      good(1, 'a', 'b'),
      { line: 2, cell: 1, message: 'a quote is opened and never closed' },
      good(3, '3', '4'),
      good(4, '5', '6'),
    ])
  })

  test('a quote that is closed by the opening quote of a later row', async () => {
    expect(await read('a,b\n1,"x\n3,4\n5,"6\n7"\n8,9\n')).toEqual([
      good(1, 'a', 'b'),
      { line: 2, cell: 1, message: 'a quote is opened and never closed' },
      good(3, '3', '4'),
      good(4, '5', '6\n7'),
      good(6, '8', '9'),
    ])
  })

  test('a quote inside an unquoted cell, text after a closing quote', async () => {
    expect(await read('a,b\n1,5" pipe\n"x"y"",2\n3,4\n')).toEqual([
      good(1, 'a', 'b'),
      { line: 2, cell: 1, message: expect.stringContaining('inside an unquoted cell') },
      { line: 3, cell: 0, message: expect.stringContaining('text after a closing quote') },
      good(4, '3', '4'),
    ])
  })

  test('a quote that swallows more than any record may hold', async () => {
    const rows = Array.from({ length: 300_000 }, () => '1,2,3').join('\n')
    const records = await read(`a,b,c\n1,"x,3\n${rows}\n`)
    expect(records).toHaveLength(300_002)
    expect(records[1]).toEqual({ line: 2, cell: 1, message: 'a quote is opened and never closed' })
    expect(records.at(-1)).toEqual(good(300_002, '1', '2', '3'))
  })

  test('a line without end is no CSV', async () => {
    await expect(read('x'.repeat(2_000_000))).rejects.toThrow('line 1 is too long for a CSV file')
  })
})
