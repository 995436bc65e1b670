import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { importFiles } from '#local/import/import-files.ts'
import { parseMapping } from '#local/import/mapping.ts'
import { formatSummary, isComplete } from '#local/import/summary.ts'
import { header, mapping, run } from './deals.ts'
import { createIntake, writeTemporary } from './workspace.ts'

describe('rows become events', () => {
  test('constants, columns, conditions, local times, days, own fields', async () => {
    const { summary, stored } = await run(
      `${header}\nd1,2018-02-26,2018-03-01 10:00:00,Won,10.50,email,12\nd2,2018-02-27 08:00:00,,Open,,NULL,\n`,
    )
    const base = { source_system: 'crm', backfill: true }
    expect(stored).toEqual([
      {
        ...base,
        type: 'stage',
        name: 'created',
        event_id: 'created-d1',
        occurred_at: '2018-02-26',
        date_only: true,
        opportunity_id: 'd1',
        channel: 'email',
        properties: { size: 12 },
      },
      {
        ...base,
        type: 'deal',
        name: 'won',
        occurred_at: '2018-03-01T13:00:00.000Z',
        opportunity_id: 'd1',
        amount: '10.50',
        currency: 'BRL',
      },
      {
        ...base,
        type: 'stage',
        name: 'created',
        event_id: 'created-d2',
        occurred_at: '2018-02-27',
        date_only: true,
        opportunity_id: 'd2',
      },
    ])
    expect(summary).toMatchObject({ rows: 2, events: 3, accepted: 3, problemCount: 0 })
    expect(isComplete({ files: [summary] })).toBe(true)
  })

  test('a header alone is no problem', async () => {
    const { summary, stored } = await run(`${header}\n`)
    expect(summary).toMatchObject({ rows: 0, events: 0, problemCount: 0 })
    expect(stored).toEqual([])
  })

  test('a row that no event applies to is counted', async () => {
    const only = parseMapping({
      files: [
        {
          match: 'people.csv',
          source_system: 'crm',
          events: [
            {
              type: 'stage',
              name: 'mql',
              occurred_at: '{mql_at}',
              lead_id: '{id}',
              when: { column: 'mql_at', present: true },
            },
          ],
        },
      ],
    })
    const { files } = await importFiles({
      files: [writeTemporary('people.csv', 'id,mql_at\n1,\n2,2018-01-01T00:00:00Z\n')],
      mapping: only,
      post: createIntake().post,
    })
    expect(files[0]).toMatchObject({ rows: 2, unusedRows: 1, accepted: 1, problemCount: 0 })
  })
})

describe('files that cannot be read fail alone', () => {
  test.each([
    ['an empty file', '', 'is empty: the first line must name the columns'],
    [
      'a missing column',
      'id,created\nd1,2018-02-26\n',
      'line 1: no column "origin"; the columns are "id", "created"',
    ],
    ['a column twice', `${header},id\n`, 'line 1: column "id" occurs twice, as columns 1 and 8'],
    [
      'another delimiter',
      header.replaceAll(',', ';'),
      `the columns are "${header.replaceAll(',', ';')}"`,
    ],
    [
      'utf-16 without mark',
      Buffer.from(header, 'utf16le'),
      'line 1: holds U+0000, so the file has another encoding',
    ],
    ['a broken header', '"id,created\n', 'line 1: a quote is opened and never closed'],
  ])('%s', async (_, content, message) => {
    const { summary, stored } = await run(content)
    expect(summary.failure).toContain(message)
    expect(stored).toEqual([])
    expect(formatSummary({ files: [summary] })).toContain(message)
  })

  test('a file that is not there, one without an entry, and the next is imported', async () => {
    const intake = createIntake()
    const { files } = await importFiles({
      files: [
        'nowhere/deals.csv',
        writeTemporary('leads.csv', header),
        writeTemporary('deals_2018.csv', `${header}\nd1,2018-02-26,,Open,,,\n`),
      ],
      mapping,
      post: intake.post,
    })
    expect(files.map(({ failure }) => failure)).toEqual([
      'no such file',
      'no entry of the mapping matches it; they match deals*.csv',
      undefined,
    ])
    expect(intake.stored()).toHaveLength(1)
    expect(isComplete({ files })).toBe(false)
  })
})

test('a file that breaks off says how many rows of it are imported, and is taken on again', async () => {
  const rows = Array.from(
    { length: 5_000 },
    (_, id) => `d${id},2026-01-05,,Open,,m${id % 97},${id}`,
  )
  const whole = gzipSync([header, ...rows].join('\n'))
  const file = writeTemporary('deals.csv', whole.subarray(0, whole.length - 2_000))
  const intake = createIntake()
  const broken = await importFiles({ files: [file], mapping, post: intake.post })
  const stored = intake.stored().length
  expect(stored).toBeGreaterThan(0)
  expect(isComplete(broken)).toBe(false)
  expect(formatSummary(broken)).toMatch(
    /failed after [\d,]+ rows, which are imported: cannot be unpacked: unexpected end of file/,
  )
  writeFileSync(file, whole)
  const [again] = (await importFiles({ files: [file], mapping, post: intake.post })).files
  expect(again).toMatchObject({ duplicate: stored, accepted: 5_000 - stored })
})
