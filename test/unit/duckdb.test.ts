import { spawnSync } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let folder: string
let root: string
let file: string
let engine: LocalQueryEngine

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'))
  root = join(folder, "the lake's objects")
  file = join(folder, 'lake.duckdb')
  await mkdir(root)
  engine = await openQueryEngine(file, { root })
})
afterEach(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const rowsOf = async (sql: string) => (await engine.run(sql, 'test')).rows
const quoted = (path: string) => `'${path.replaceAll("'", "''")}'`

async function writeLanding(partition: string, name: string, columns: Record<string, string[]>) {
  await mkdir(join(root, 'landing', partition), { recursive: true })
  const columnData = Object.entries(columns).map(([column, data]) => ({ name: column, data }))
  const bytes = parquetWriteBuffer({ columnData })
  await writeFile(join(root, 'landing', partition, name), Buffer.from(bytes))
}

describe('the lake folder', () => {
  test('landing objects are readable, by partition, with columns added later', async () => {
    await writeLanding('at=2026-03-01-09', '1.parquet', { event_id: ['a', 'b'] })
    await writeLanding('at=2026-03-01-10', '2.parquet', { event_id: ['c'], topic: ['pricing'] })
    await engine.run(
      `create view landing as select * from read_parquet(
        ${quoted(`${root}/landing/*/*.parquet`)},
        hive_partitioning = true, hive_types = {'at': varchar}, union_by_name = true
      )`,
      'landing',
    )
    const sql = `select event_id, topic, "at" from landing where "at" >= '2026-03-01-09' order by 1`
    expect(await rowsOf(sql)).toEqual([
      { event_id: 'a', topic: null, at: '2026-03-01-09' },
      { event_id: 'b', topic: null, at: '2026-03-01-09' },
      { event_id: 'c', topic: 'pricing', at: '2026-03-01-10' },
    ])
    const { rows } = await engine.readOnly('select count(*) as events from landing')
    expect(rows).toEqual([{ events: 3 }])
  })

  test.each([
    ['a file beside the folder', `select * from read_csv('FOLDER/secret.csv')`],
    ['a file of the machine', `select * from read_text('/etc/passwd')`],
    ['a way out of the folder', `select * from read_csv('ROOT/../secret.csv')`],
    ['a folder with a longer name', `select * from read_csv('ROOT-other/secret.csv')`],
    ['an address', `select * from read_csv('http://127.0.0.1:9/x.csv')`],
    ['writing beside the folder', `copy (select 1 as x) to 'FOLDER/out.csv'`],
    ['another database', `attach 'FOLDER/other.duckdb'`],
    ['a setting', 'set threads = 1'],
    ['opening the door again', 'set enable_external_access = true'],
    ['an extension', 'install httpfs'],
  ])('even the pipeline cannot reach %s', async (_, sql) => {
    await writeFile(join(folder, 'secret.csv'), 'word\nhidden\n')
    await mkdir(`${root}-other`)
    await writeFile(`${root}-other/secret.csv`, 'word\nhidden\n')
    const filled = sql.replaceAll('FOLDER', folder).replaceAll('ROOT', root.replaceAll("'", "''"))
    await expect(engine.run(filled, 'outside')).rejects.toThrow(/disabled|locked/)
    expect(await readdir(folder)).not.toContain('out.csv')
  })

  test('without a folder no file is readable at all', async () => {
    await writeFile(join(root, 'object.csv'), 'word\nx\n')
    const closed = await openQueryEngine(':memory:')
    const sql = `select * from read_csv(${quoted(`${root}/object.csv`)})`
    await expect(closed.run(sql, 'outside')).rejects.toThrow(/disabled/)
    await closed.close()
  })
})

describe('the file', () => {
  test('tables and views with names of the dialect outlive a restart', async () => {
    await engine.run(`create view halves as select greatest(7 / 2, 1) as x`, 'view')
    await engine.close()
    engine = await openQueryEngine(file, { root })
    expect(await rowsOf('select x from halves')).toEqual([{ x: 3 }])
  })

  test('what a killed process had spilled is removed', async () => {
    await engine.close()
    await mkdir(`${file}.tmp`)
    await writeFile(join(`${file}.tmp`, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'x')
    engine = await openQueryEngine(file, { root })
    await expect(access(`${file}.tmp`)).rejects.toThrow()
  })

  test('another process is told that the file is in use', async () => {
    const url = new URL('../../infra/local/query-engine.ts', import.meta.url).href
    const code = `
      import { openQueryEngine } from '${url}'
      await openQueryEngine(process.argv[1]).catch((error) => console.log(error.name, error.message))`
    const second = spawnSync(process.execPath, ['--input-type=module', '-e', code, file])
    expect(second.stdout.toString().trim()).toBe(
      `${BusyError.name} ${file} is in use by another process`,
    )
  })

  test('work that does not fit in memory is spilled into the data folder', async () => {
    const small = await openQueryEngine(join(folder, 'small.duckdb'), { memoryMb: 64, threads: 1 })
    const sql = `
      select count(*) as n
      from (select x, row_number() over (order by hash(x)) as place
            from (select unnest(generate_series(1, 2000000)) as x)) as ranked
      where place > 0`
    expect((await small.run(sql, 'spill')).rows).toEqual([{ n: 2_000_000 }])
    await small.close()
  })

  test('a folder that does not exist is an error that names the file', async () => {
    const path = join(folder, 'no', 'such', 'lake.duckdb')
    await expect(openQueryEngine(path)).rejects.toThrow(/lake.duckdb/)
  })
})
