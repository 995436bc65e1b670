import { beforeEach, describe, expect, test } from 'vitest'
import { QueryError } from '#core/errors.ts'
import { logTo } from '#core/log.ts'
import type { Dialect, QueryEngine, Row } from '#core/ports.ts'
import { referenceHash } from '#core/reference-versions.ts'
import { parseSettings } from '#core/settings.ts'
import { funnelsOf, loadCatalog, modelsFor } from '#functions/catalog.ts'
import { buildState, type LiveBuild } from '#handlers/build.ts'
import { buildHashes } from '#handlers/hashes.ts'
import { createMaintain } from '#handlers/maintain.ts'
import { readReference } from '#handlers/reference-store.ts'
import { refreshState } from '#handlers/refresh.ts'
import { settingsKey } from '#handlers/settings.ts'
import { readState } from '#handlers/state.ts'
import { settings as shipped } from '#infra/settings.ts'
import { type MemoryObjects, memoryObjects } from '../memory.ts'

const catalog = loadCatalog(new URL('../../../queries/', import.meta.url))
const settings = parseSettings({ ...shipped, funnels: ['forms'] })
const funnels = funnelsOf(catalog, settings)
const schemas = {
  lake: 'lake',
  slots: ['slot_a', 'slot_b'],
  scratch: 'scratch',
  views: 'lake',
} as const
const optimize = 'optimize lake.event_log rewrite data using bin_pack'
const vacuum = 'vacuum lake.event_log'
const cut = '2026-03-01T06:00:00.000Z'

let objects: MemoryObjects
let dialect: Dialect
let now: number
let statements: string[]
/** What statements that begin so fail with, one after the other. */
let failures: Record<string, string[]>
let tables: Record<string, readonly (readonly [name: string, type: string])[]>
let months: string[]

const rowsOf = (sql: string): Row[] => {
  const schema = /table_schema = '(\w+)'/.exec(sql)?.[1]
  if (schema === undefined) return months.map((month) => ({ month }))
  return (tables[schema] ?? []).map(([table_name, table_type]) => ({ table_name, table_type }))
}

const engine = (): QueryEngine => ({
  dialect,
  async run(sql, name) {
    if (sql.startsWith('select')) return { columns: [], rows: rowsOf(sql), bytesScanned: 0 }
    statements.push(sql)
    now += 60_000
    const reason = failures[sql.split(' ')[0] ?? '']?.shift()
    if (reason !== undefined) throw new QueryError(name, `FAILED: ${reason}`)
    return { columns: [], rows: [], bytesScanned: 0 }
  },
})

const maintain = () =>
  createMaintain({
    objects,
    engine: engine(),
    catalog,
    schemas,
    clock: { now: () => new Date(now) },
  })()

async function goLive(hashes?: LiveBuild['hashes']) {
  const reference = referenceHash(await readReference(objects), catalog.defaults, cut)
  const today = buildHashes(catalog, { settings, reference }, funnels)
  const live: LiveBuild = { schema: 'slot_a', cut, builtAt: cut, hashes: hashes ?? today }
  await objects.put(buildState, JSON.stringify({ value: live }))
}

beforeEach(async () => {
  objects = memoryObjects()
  dialect = 'athena'
  now = Date.parse('2026-03-01T06:00:00.000Z')
  statements = []
  failures = {}
  tables = {}
  months = ['2026-02-01', '2026-03-01']
  logTo(() => undefined)
  await objects.put(settingsKey, JSON.stringify(settings))
})

describe('the event log', () => {
  test('is compacted, then cleaned until Athena has no more to do', async () => {
    failures = {
      vacuum: ['ICEBERG_VACUUM_MORE_RUNS_NEEDED: more', 'ICEBERG_VACUUM_MORE_RUNS_NEEDED'],
    }
    expect(await maintain()).toEqual({ done: true, dropped: [] })
    expect(statements).toEqual([optimize, vacuum, vacuum, vacuum])
  })

  test('is left to another slice when four minutes did not do', async () => {
    failures = { optimize: Array(9).fill('ICEBERG_OPTIMIZE_MORE_RUNS_NEEDED') }
    tables = { scratch: [['left', 'BASE TABLE']] }
    expect(await maintain()).toEqual({ done: false, dropped: [] })
    expect(statements).toEqual([optimize, optimize, optimize, optimize])
  })

  test('is compacted by parts when one statement cannot write all of its months', async () => {
    months = Array.from({ length: 61 }, (_, month) =>
      new Date(Date.UTC(2020, month, 1)).toISOString().slice(0, 10),
    )
    await maintain()
    const part = (from: string, to: string) =>
      `${optimize} where occurred_at >= timestamp '${from} 00:00:00.000' and occurred_at < timestamp '${to} 00:00:00.000'`
    expect(statements).toEqual([
      part('2020-01-01', '2025-01-01'),
      part('2025-01-01', '2025-02-01'),
      vacuum,
    ])
  })

  test('keeps any other failure from passing for done, and frees what it held', async () => {
    const value = { mark: '2026-03-01-05', listing: 'x' }
    await objects.put(refreshState, JSON.stringify({ value }))
    failures = { vacuum: ['access denied'] }
    await expect(maintain()).rejects.toThrow('clean event_log failed: FAILED: access denied')
    expect(await maintain()).toMatchObject({ done: true })
    expect(await readState(objects, refreshState)).toEqual(value)
  })

  test.each([
    ['duckdb', ['checkpoint']],
    [
      'trino',
      [
        'alter table "lake"."event_log" execute optimize',
        `alter table "lake"."event_log" execute expire_snapshots(retention_threshold => '7d')`,
        `alter table "lake"."event_log" execute remove_orphan_files(retention_threshold => '7d')`,
      ],
    ],
  ] as const)('is maintained in the words of %s', async (other, expected) => {
    dialect = other
    await maintain()
    expect(statements).toEqual(expected)
  })
})

test.each([refreshState, buildState, 'state/scratch.json'])(
  'waits while another run holds %s',
  async (key) => {
    const lease = { holder: 'other', until: '2026-03-01T06:20:00.000Z' }
    await objects.put(key, JSON.stringify({ lease }))
    tables = { scratch: [['left', 'BASE TABLE']] }
    const { done, after } = await maintain()
    expect(done).toBe(false)
    expect(after).toBe(new Date(now + 240_000).toISOString())
    expect(statements.join()).not.toContain('drop')
  },
)

describe('what former models left', () => {
  const [model] = modelsFor(catalog, funnels)
  const former = {
    slot_a: [
      ['former', 'BASE TABLE'],
      [model?.name ?? '', 'BASE TABLE'],
    ],
    slot_b: [
      ['former', 'BASE TABLE'],
      ['former_view', 'VIEW'],
    ],
    lake: [
      ['event_log', 'BASE TABLE'],
      ['former', 'VIEW'],
      [model?.name ?? '', 'VIEW'],
      ['of_an_analyst', 'VIEW'],
    ],
  } as const

  test('is dropped, views before what they read, and nothing else', async () => {
    await goLive()
    tables = former
    const { dropped } = await maintain()
    expect(dropped).toEqual(['lake.former', 'slot_b.former_view', 'slot_a.former', 'slot_b.former'])
    expect(statements.slice(2)).toEqual([
      'drop view if exists "lake"."former"',
      'drop view if exists "slot_b"."former_view"',
      'drop table if exists `slot_a`.`former`',
      'drop table if exists `slot_b`.`former`',
    ])
  })

  test.each([
    ['was made from other definitions', () => goLive({ forms: 'other' })],
    ['is not there yet', async () => undefined],
  ])('stays while the live build %s', async (_, prepare) => {
    await prepare()
    tables = former
    expect(await maintain()).toEqual({ done: true, dropped: [] })
  })
})
