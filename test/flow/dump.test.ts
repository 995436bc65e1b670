import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { postAll, rowsOf, thousandEvents } from './business.ts'
import { runCommand, startOwner, tempFolder } from './owner.ts'

interface Manifest {
  readonly isComplete: boolean
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
}

const readParquet = async (path: string) =>
  parquetReadObjects({
    file: await asyncBufferFromFile(path),
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
  })

const readCsv = async (path: string): Promise<Record<string, string>[]> =>
  parse(await readFile(path, 'utf8'), { columns: true })

/** The rows of each table of a dump, by its manifest. */
async function countsOf(folder: string): Promise<Map<string, number>> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
  expect(manifest.isComplete).toBe(true)
  return new Map(manifest.tables.map(({ name, rows }) => [name, rows]))
}

/** One row more than the business has, with what a spreadsheet would run. */
const odd = {
  type: 'stage',
  event_id: 'odd',
  name: 'lead_created',
  occurred_at: '2024-03-02T12:00:00Z',
  source_system: 'flow-test',
  lead_id: '=1+1, "quoted"',
  amount: '12.3400',
  currency: 'EUR',
}

test('a dump has every event and table, through the server and without one', async () => {
  const [data, to] = [await tempFolder(), join(await tempFolder(), 'dump')]
  const owner = await startOwner(data)
  await postAll(owner.url, [...thousandEvents(), odd], 500)
  const first = await runCommand('commands/dump', '--to', to, '--data', data)
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toMatch(/tables, 1001 events, up to 20/)

  const events = await readParquet(join(to, 'parquet/event_log.parquet'))
  expect(events).toHaveLength(1001)
  const found = events.find((event) => event.event_id === 'odd')
  expect(found).toMatchObject({ lead_id: odd.lead_id, amount: 12.34, channel: null })
  const lines = await readCsv(join(to, 'csv/event_log.csv'))
  expect(lines).toHaveLength(1001)
  expect(lines.find((line) => line.event_id === 'odd')).toMatchObject({
    lead_id: odd.lead_id,
    amount: '12.3400',
  })
  const counts = await countsOf(to)
  const names = [...counts.keys()]
  expect(names).toEqual(expect.arrayContaining(['events', 'leads', 'journeys', 'fx_rates']))
  for (const name of ['leads', 'journeys', 'calendar']) {
    expect((await readCsv(join(to, `csv/${name}.csv`))).length).toBe(counts.get(name))
  }
  const [leads] = await rowsOf(data, 'select count(*) as n from leads')
  expect(leads).toEqual({ n: counts.get('leads') })
  expect(await owner.stop('SIGINT')).toBe(0)

  await writeFile(join(to, 'mine.txt'), 'stays')
  const again = await runCommand('commands/dump', '--to', to, '--data', data)
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect([...(await countsOf(to))]).toEqual([...counts])
  expect(await readFile(join(to, 'mine.txt'), 'utf8')).toBe('stays')
})

test('a dump refuses a folder that is none of its own', async () => {
  const [data, folder] = [await tempFolder(), await tempFolder()]
  await writeFile(join(data, 'events.db'), '')
  const said = async (...args: string[]) => {
    const { code, stderr } = await runCommand('commands/dump', ...args, '--data', data)
    return [code, stderr.trim()]
  }
  const refusal = (text: string) => [2, expect.stringContaining(text)]
  expect(await said()).toEqual(refusal('--to <folder> is missing'))
  expect(await said('--to', join(data, 'dump'))).toEqual(refusal('lies in the data folder'))
  await writeFile(join(folder, 'mine.txt'), 'stays')
  expect(await said('--to', folder)).toEqual(refusal('is not empty and holds no dump'))
  expect(await said('--to', join(folder, 'mine.txt'))).toEqual(refusal('is no folder'))
  const linked = join(folder, 'linked')
  await mkdir(linked)
  await symlink(folder, join(linked, 'csv'))
  expect(await said('--to', linked)).toEqual(refusal('is no folder'))
  // A manifest whose tables would lead elsewhere is no manifest of a dump.
  const forged = join(folder, 'forged')
  await mkdir(forged)
  const tables = [{ name: '../../mine', rows: 1 }]
  const manifest = { madeBy: 'funnel-metrics dump', isComplete: true, cut: '2024', tables }
  await writeFile(join(forged, 'manifest.json'), JSON.stringify(manifest))
  expect(await said('--to', forged)).toEqual(refusal('holds no dump'))
})
