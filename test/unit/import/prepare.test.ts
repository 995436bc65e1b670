import { mkdirSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { formatPrepared, openQuestions } from '#local/import/describe.ts'
import { parseEntries } from '#local/import/draft.ts'
import { tryPost } from '#local/import/dry-run.ts'
import { listFiles } from '#local/import/prepare.ts'
import { importRecognised, prepared, writeFolder } from './recognised.ts'

const deals =
  'Deal ID,Deal Stage,Create Date,Phone\n1,Closed Won,03/04/2026,5\n2,Open,03/04/2026,6\n'

test('a folder gives its tables; a link that leads out of it is refused', async () => {
  const [inside = ''] = writeFolder({ 'a.csv': deals, 'notes.md': 'x', 'b.xlsx': 'x' })
  const folder = dirname(inside)
  expect((await listFiles([folder, inside])).map((file) => basename(file))).toEqual([
    'a.csv',
    'b.xlsx',
  ])
  const [outside = ''] = writeFolder({ 'secret.csv': deals })
  symlinkSync(outside, join(folder, 'c.csv'))
  await expect(listFiles([folder])).rejects.toThrow('leads out of the folder')
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  await expect(listFiles([empty])).rejects.toThrow('holds no CSV or XLSX files')
})

test('what was understood is said column by column, and what is unclear with the line to add', async () => {
  const found = await prepared({ 'deals.csv': deals, 'x.csv': 'a,b\n1,2\n' })
  expect(formatPrepared(found).split('\n')).toEqual([
    'deals.csv: deals, deals or opportunities as they are now (sure); 2 rows',
    '  Deal ID is deal',
    '  Deal Stage is stage',
    '  Create Date is created',
    '  words of Deal Stage: won: Closed Won; open: Open',
    '  ignored: Phone',
    expect.stringContaining('  note: the current stage of an open deal has no date'),
    expect.stringContaining('  unclear: Create Date holds "03/04/2026"'),
    expect.stringContaining('x.csv: not imported: is of no kind that is known by its header'),
  ])
  expect(openQuestions(found)).toEqual([
    '{"files": [{"match": "deals.csv", "dates": "day_first"}]}\n  or in it "dates": "month_first"',
  ])
})

test('a file that the mapping ignores is left out', async () => {
  const found = await prepared({ 'deals.csv': deals }, { match: '*.csv', as: 'ignore' })
  expect(found.files).toEqual([])
  expect(formatPrepared(found)).toBe('deals.csv: ignored, as the mapping says')
})

test('a mapping that names a missing column, kind or key is refused', async () => {
  const entry = { match: 'deals.csv', as: 'deals', columns: { amount: 'Worth' } }
  const { refused } = await prepared({ 'deals.csv': deals }, entry)
  expect(refused[0]?.reason).toBe(
    'has no column "Worth" for amount, as the mapping says; its columns are "Deal ID", "Deal Stage", "Create Date", "Phone"',
  )
  expect(() => parseEntries({ files: [{ match: 'a', as: 'dealz' }] })).toThrow(
    'files.0.as: one of ',
  )
  expect(() => parseEntries({ files: [{ match: 'a', event: [] }] })).toThrow(
    'files.0: Unrecognized key',
  )
})

test('a dry run judges as ingest does', async () => {
  const { stored } = await importRecognised({ 'deals.csv': deals.replaceAll('03/04', '13/04') })
  const results = await tryPost([...stored, { type: 'stage' }])
  expect(results.map(({ status }) => status)).toEqual([...stored.map(() => 'accepted'), 'rejected'])
})

test('an entry of the mapping that no file fits is named', async () => {
  const found = await prepared({ 'deals.csv': deals }, { match: 'deal.csv', as: 'deals' })
  expect(formatPrepared(found).split('\n')).toContain('mapping: no file fits "deal.csv"')
})

test('all that is unclear about a file is settled by one entry', async () => {
  const found = await prepared({
    'deals.csv': 'Deal ID,Deal Stage,Create Date,Amount\n1,Open,03/04/2026,"1,234"\n',
  })
  const [question, ...more] = openQuestions(found)
  expect(more).toEqual([])
  expect(question?.split('\n')).toEqual([
    '{"files": [{"match": "deals.csv", "dates": "day_first", "decimals": "point"}]}',
    '  or in it "dates": "month_first", "decimals": "comma"',
  ])
})
