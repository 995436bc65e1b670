import { beforeEach, expect, test } from 'vitest'
import { purgeFiles } from '#handlers/erase-files.ts'
import { inGroups, placeOf } from '#handlers/erase-groups.ts'
import { clockAt, type MemoryObjects, memoryObjects } from '../memory.ts'
import { namedEngine, schemas } from './erase-setup.ts'

const clock = clockAt('2026-03-01T06:00:00.000Z')
const file = 'event_log/data/f1.parquet'

let objects: MemoryObjects
beforeEach(() => {
  objects = memoryObjects()
})

const agesOf = (ran: readonly { sql: string }[]) =>
  ran.flatMap(({ sql }) => /snapshot_age_seconds' = '(\d+)'/.exec(sql)?.[1] ?? [])

test('the log keeps a minute of its past meanwhile, and five days again afterwards', async () => {
  const { engine, ran } = namedEngine({})
  expect(await purgeFiles({ objects, clock, engine, schemas }, [])).toBe(true)
  const verbs = ran.map(({ sql }) => sql.split(' ')[0])
  expect(verbs.at(0)).toBe('alter')
  expect(verbs).toContain('vacuum')
  expect(verbs.at(-1)).toBe('alter')
  expect(agesOf(ran)).toEqual(['60', '432000'])
})

test('also when a verb fails', async () => {
  const { engine, ran } = namedEngine({
    'compact event_log': () => {
      throw new Error('no right to delete')
    },
  })
  const purged = purgeFiles({ objects, clock, engine, schemas }, [])
  await expect(purged).rejects.toThrow('no right to delete')
  expect(agesOf(ran)).toEqual(['60', '432000'])
})

test('it is not done while a file that held the events is there', async () => {
  const { engine } = namedEngine({})
  await objects.put(file, 'rows')
  expect(await purgeFiles({ objects, clock, engine, schemas }, [file])).toBe(false)
  await objects.delete([file])
  expect(await purgeFiles({ objects, clock, engine, schemas }, [file])).toBe(true)
})

const month = (index: number) => new Date(Date.UTC(2015, index, 1)).toISOString().slice(0, 10)

test.each([
  ['1,200 events', Array.from({ length: 1200 }, (_, at) => ({ id: `e${at}`, month: month(0) })), 3],
  ['130 months', Array.from({ length: 130 }, (_, at) => ({ id: 'e', month: month(at) })), 3],
  [
    '130 KB of ids',
    Array.from({ length: 130 }, () => ({ id: 'x'.repeat(1000), month: month(0) })),
    3,
  ],
])('%s go into statements that an engine takes, in the order of their months', (_, all, count) => {
  const groups = inGroups(all.toReversed())
  expect(groups).toHaveLength(count)
  const months = groups.flat().map((each) => each.month)
  expect(months).toEqual(months.toSorted())
  for (const group of groups) {
    const { months: some, eventIds } = placeOf(group)
    expect(some.length).toBeLessThanOrEqual(60)
    expect(eventIds.length).toBeLessThanOrEqual(500)
    expect(eventIds.join('').length).toBeLessThanOrEqual(60_000)
  }
})
