import { expect, test } from 'vitest'
import { quarantinedPercent } from '#handlers/quarantined.ts'
import { memoryObjects } from '../memory.ts'

const now = new Date('2026-03-02T12:50:00.000Z')

async function percent(
  rejected: readonly (readonly [hour: string, count: number])[],
  landed: readonly string[],
) {
  const objects = memoryObjects()
  for (const [hour, count] of rejected) {
    for (let index = 0; index < count; index += 1) {
      await objects.put(`quarantine/at=${hour}/${index}.json`, '')
    }
  }
  for (const key of landed) await objects.put(`landing/at=${key}`, '')
  return quarantinedPercent(objects, now)
}

test('is the share of the refused among all of the last 24 whole hours', async () => {
  const rejected = [
    ['2026-03-01-12', 8],
    ['2026-03-02-11', 4],
  ] as const
  const landed = [
    '2026-03-01-12/1-9-200-0a.parquet',
    '2026-03-02-11/failed_x-failed_x-28-9f.parquet',
  ]
  // 12 of 240.
  expect(await percent(rejected, landed)).toBe(5)
})

test('leaves out the hours before, and the one that has not ended', async () => {
  const outside = [
    ['2026-03-01-11', 50],
    ['2026-03-02-12', 50],
  ] as const
  expect(
    await percent([...outside, ['2026-03-02-00', 10]], ['2026-03-01-11/1-9-90-0a.parquet']),
  ).toBe(100)
  expect(await percent(outside, [])).toBe(0)
})

test('is nothing while fewer than ten were refused', async () => {
  expect(await percent([['2026-03-02-00', 9]], [])).toBe(0)
})
