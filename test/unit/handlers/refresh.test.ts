import { beforeEach, describe, expect, test } from 'vitest'
import type { QueryEngine } from '#core/ports.ts'
import { createRefresh, refreshState } from '#handlers/refresh.ts'
import { readState } from '#handlers/state.ts'
import { type MemoryObjects, memoryObjects } from '../memory.ts'

const slots = ['build_a', 'build_b'] as const
const schemas = { lake: 'lake', slots, scratch: 'scratch', views: 'main' }

let objects: MemoryObjects
let now: string
let months: readonly string[]
let merges: string[]
let monthQueries: string[]
let beforeMerge: () => Promise<unknown>

const engine: QueryEngine = {
  dialect: 'duckdb',
  async run(sql) {
    if (!sql.startsWith('merge')) monthQueries.push(sql)
    const rows = sql.startsWith('merge') ? [] : months.map((month) => ({ month }))
    if (sql.startsWith('merge')) {
      await beforeMerge()
      merges.push(sql)
    }
    return { columns: [], rows, bytesScanned: 0 }
  },
}

beforeEach(() => {
  objects = memoryObjects()
  now = '2026-03-01T06:30:00.000Z'
  months = ['2026-02-01', '2026-03-01']
  merges = []
  monthQueries = []
  beforeMerge = async () => undefined
})

const refresh = () =>
  createRefresh({ objects, engine, schemas, clock: { now: () => new Date(now) } })()
const land = (hour: string, name: string) => objects.put(`landing/at=${hour}/${name}.parquet`, '')

/** The hours and the bounds of `occurred_at` that a statement reads. */
const hoursOf = (sql: string) => [...sql.matchAll(/"at" [<>]= '([^']+)'/g)].map((match) => match[1])
const boundsOf = (sql: string) =>
  [...sql.matchAll(/stored\.occurred_at (?:<|>=) timestamp '([\d-]+)/g)].map((match) => match[1])

describe('does nothing', () => {
  test('without landed objects', async () => {
    await objects.put('landing/at=1990-01-01-00/empty.parquet', '')
    expect(await refresh()).toEqual({ status: 'nothing_new', objects: 0 })
    expect(merges).toEqual([])
  })

  test('when nothing landed since the last time, even hours later', async () => {
    await land('2026-03-01-06', 'a')
    expect(await refresh()).toEqual({ status: 'merged', objects: 1 })
    expect(await refresh()).toEqual({ status: 'nothing_new', objects: 0 })
    now = '2026-03-02T06:30:00.000Z'
    expect(await refresh()).toEqual({ status: 'nothing_new', objects: 0 })
    expect(merges).toHaveLength(1)
  })
})

describe('merges', () => {
  test('everything at first, then from the hour before the last success', async () => {
    await land('2025-01-01-00', 'a')
    await land('2026-03-01-06', 'b')
    await refresh()
    expect(hoursOf(merges[0] ?? '')).toEqual(['2025-01-01-00', '2026-03-01-06'])
    now = '2026-03-01T09:10:00.000Z'
    await land('2026-03-01-05', 'late')
    expect(await refresh()).toEqual({ status: 'merged', objects: 2 })
    expect(hoursOf(merges[1] ?? '')).toEqual(['2026-03-01-05', '2026-03-01-06'])
    expect(hoursOf(monthQueries[1] ?? '')).toEqual(['2026-03-01-05', '2026-03-01-06'])
  })

  test('an object that landed while it was running, the next time', async () => {
    await land('2026-03-01-06', 'a')
    beforeMerge = () => land('2026-03-01-06', 'b')
    await refresh()
    expect(await refresh()).toMatchObject({ status: 'merged' })
    expect(await refresh()).toMatchObject({ status: 'nothing_new' })
  })

  test('across midnight and the turn of the year', async () => {
    now = '2026-01-01T00:10:00.000Z'
    await land('2025-12-31-23', 'a')
    await refresh()
    await land('2025-12-31-23', 'b')
    expect(await refresh()).toEqual({ status: 'merged', objects: 2 })
  })

  test('130 months in groups of at most 60, each with its own bounds', async () => {
    months = Array.from({ length: 130 }, (_, index) =>
      new Date(Date.UTC(2015, index, 1)).toISOString().slice(0, 10),
    )
    await land('2026-03-01-06', 'a')
    await refresh()
    expect(merges.map(boundsOf)).toEqual([
      ['2015-01-01', '2020-01-01'],
      ['2020-01-01', '2025-01-01'],
      ['2025-01-01', '2025-11-01'],
    ])
  })
})

describe('what landed', () => {
  const landedKeys = () =>
    [...objects.bodies.keys()].filter((key) => key.startsWith('landing/')).sort()

  test('is listed from the hour before the mark on', async () => {
    await land('2026-03-01-06', 'a')
    await refresh()
    const asked: (string | undefined)[] = []
    const { list } = objects
    objects.list = (prefix, after) => {
      asked.push(after)
      return list.call(objects, prefix, after)
    }
    await refresh()
    expect(asked).toEqual(['landing/at=2026-03-01-05'])
  })

  test('is deleted once the mark is eight days on, and no sooner', async () => {
    await objects.put('landing/at=1990-01-01-00/empty.parquet', '')
    for (const hour of ['2026-02-20-22', '2026-02-20-23', '2026-02-21-00']) await land(hour, 'old')
    await land('2026-02-28-23', 'a')
    now = '2026-02-28T23:30:00.000Z'
    await refresh()
    expect(landedKeys()[1]).toBe('landing/at=2026-02-20-23/old.parquet')
    now = '2026-03-01T00:30:00.000Z'
    await land('2026-03-01-00', 'b')
    await refresh()
    expect(landedKeys()).toEqual([
      'landing/at=1990-01-01-00/empty.parquet',
      'landing/at=2026-02-21-00/old.parquet',
      'landing/at=2026-02-28-23/a.parquet',
      'landing/at=2026-03-01-00/b.parquet',
    ])
  })

  test('stays while it is not merged, however old it is', async () => {
    await land('2026-01-01-00', 'a')
    beforeMerge = () => Promise.reject(new Error('commit failed'))
    await expect(refresh()).rejects.toThrow('commit failed')
    expect(landedKeys()).toEqual(['landing/at=2026-01-01-00/a.parquet'])
  })

  test('is looked through for deletion once a day', async () => {
    await land('2026-03-01-06', 'a')
    await refresh()
    await land('2026-01-01-00', 'found-tomorrow')
    await land('2026-03-01-07', 'b')
    now = '2026-03-01T07:30:00.000Z'
    await refresh()
    expect(landedKeys()).toHaveLength(3)
    now = '2026-03-02T00:30:00.000Z'
    await land('2026-03-02-00', 'c')
    await refresh()
    expect(landedKeys()).toHaveLength(3)
    expect(landedKeys()[0]).toBe('landing/at=2026-03-01-06/a.parquet')
  })
})

describe('the mark', () => {
  test('is the hour in which a success began', async () => {
    await land('2026-03-01-04', 'a')
    beforeMerge = async () => {
      now = '2026-03-01T07:05:00.000Z'
    }
    await refresh()
    expect(await readState(objects, refreshState)).toMatchObject({ mark: '2026-03-01-06' })
  })

  test('stays where it was when a merge fails, and the next run merges again', async () => {
    await land('2026-03-01-06', 'a')
    await refresh()
    const before = await readState(objects, refreshState)
    now = '2026-03-01T07:30:00.000Z'
    await land('2026-03-01-07', 'b')
    beforeMerge = () => Promise.reject(new Error('commit failed'))
    await expect(refresh()).rejects.toThrow('commit failed')
    expect(await readState(objects, refreshState)).toEqual(before)
    beforeMerge = async () => undefined
    expect(await refresh()).toEqual({ status: 'merged', objects: 2 })
  })
})
