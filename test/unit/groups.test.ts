import { expect, test } from 'vitest'
import { createGroups } from '#local/groups.ts'

test('calls of one moment are one piece of work, later ones another, each with its own answer', async () => {
  const seen: number[][] = []
  const double = createGroups((inputs: readonly number[]) => {
    seen.push([...inputs])
    return inputs.map((input) => 2 * input)
  })
  expect(await Promise.all([double(1), double(2)])).toEqual([2, 4])
  expect(await double(3)).toBe(6)
  expect(seen).toEqual([[1, 2], [3]])
})

test('what cannot be done sinks nothing that came with it', async () => {
  const positive = createGroups((inputs: readonly number[]) => {
    if (inputs.some((input) => input < 0)) throw new Error('negative')
    return inputs
  })
  const outcomes = await Promise.allSettled([positive(1), positive(-1), positive(2)])
  expect(outcomes).toMatchObject([{ value: 1 }, { reason: { message: 'negative' } }, { value: 2 }])
})
