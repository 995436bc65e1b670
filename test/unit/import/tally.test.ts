import { describe, expect, test } from 'vitest'
import { formatSummary } from '#local/import/summary.ts'
import { header, run } from './deals.ts'

describe('bad rows are listed with line and column, the others stored', () => {
  test.each([
    ['too short', 'd2,2018-02-26,x', 'status', '3 cells where the header has 7'],
    ['too long', 'd2,2018-02-26,,Open,,,,', '', '8 cells where the header has 7'],
    ['an open quote', 'd2,"2018-02-26,,Open,,,', 'created', 'a quote is opened and never closed'],
    ['a bad day', 'd2,26.02.2018,,Open,,,', 'created', '"26.02.2018" is no day YYYY-MM-DD'],
    ['a bad time', 'd2,2018-02-26,yesterday,Won,1,,', 'closed', 'is no time YYYY-MM-DD HH:MM:SS'],
    ['a bad number', 'd2,2018-02-26,,Open,,,large', 'size', '"large" is not a number'],
    ['no id', ',2018-02-26,,Open,,,', 'id', 'is empty, and event_id is made of it'],
    [
      'NUL',
      'd2,2018-02-26,,Open,,a\u0000b,',
      'origin',
      'holds U+0000, so the file has another encoding',
    ],
  ])('%s', async (_, row, column, message) => {
    const { summary, stored } = await run(
      `${header}\nd1,2018-02-26,,Open,,,\n${row}\nd3,2018-02-26,,Open,,,\n`,
    )
    expect(stored.map((event) => event.opportunity_id)).toEqual(['d1', 'd3'])
    expect(summary).toMatchObject({ rows: 3, badRows: 1, accepted: 2, problemCount: 1 })
    expect(summary.problems).toEqual([
      { line: 3, column, message: expect.stringContaining(message) },
    ])
  })

  test('a byte outside the encoding, never a replacement character', async () => {
    const content = Buffer.concat([
      Buffer.from(`${header}\nd1,2018-02-26,,Open,,S`),
      Buffer.from([0xe3]),
      Buffer.from('o,\nd2,2018-02-26,,Open,,São,\n'),
    ])
    const { summary, stored } = await run(content)
    expect(stored.map((event) => event.channel)).toEqual(['São'])
    expect(summary.problems).toEqual([
      {
        line: 2,
        column: 'origin',
        message: expect.stringContaining('set "encoding" in the mapping'),
      },
    ])
  })

  test('a refused or conflicting event is traced to its line and column', async () => {
    const { summary } = await run(
      [
        header,
        'd1,2018-02-26,,Open,,,',
        'd2,2018-02-26,2018-03-01 10:00:00,Won,"1,000.00",,',
        'd1,2018-02-27,,Open,,,',
        'd1,2018-02-26,,Open,,,',
      ].join('\n'),
    )
    expect(summary).toMatchObject({
      accepted: 2,
      rejected: 1,
      conflict: 1,
      duplicate: 1,
      badRows: 0,
    })
    expect(summary.problems).toEqual([
      { line: 3, column: 'amount', message: expect.stringMatching(/^rejected: amount: a decimal/) },
      { line: 4, column: '', message: expect.stringMatching(/^conflict: /) },
    ])
    expect(summary.reasons).toEqual({ 'rejected: bad_decimal amount': 1, 'conflict: conflict': 1 })
  })

  test('the first twenty are shown, all are counted', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => `d${row},soon ${row},,Open,,,`)
    const { summary } = await run([header, ...rows, 'd99,2018-02-26'].join('\n'))
    expect(summary).toMatchObject({ rows: 31, badRows: 31, problemCount: 31 })
    expect(summary.problems).toHaveLength(20)
    expect(
      formatSummary({ files: [summary] })
        .split('\n')
        .slice(-4),
    ).toEqual([
      '  and 11 more; all by reason:',
      '  30 x bad row: created is no day YYYY-MM-DD',
      '  1 x bad row: closed 2 cells where the header has 7',
      'New events: none',
    ])
  })
})
