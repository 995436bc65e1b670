import { expect, test } from 'vitest'
import type { Slice } from '#core/slices.ts'
import { inSlices } from '#functions/aws/slices.ts'
import { clockAt } from '../memory.ts'
import { fakePause } from './fake-client.ts'

async function run(slice: Slice) {
  const started: unknown[] = []
  const pause = fakePause()
  const ports = {
    tasks: { start: async (name: string, payload: unknown) => void started.push([name, payload]) },
    clock: clockAt('2026-03-01T06:00:00.000Z'),
    pause,
  }
  const answer = await inSlices('erase', async () => slice, ports)({ subject: 'lead:1' })
  return { answer, started, slept: pause.slept }
}

const again = [['erase', { subject: 'lead:1' }]]

test('what is done ends', async () => {
  const slice = { done: true }
  expect(await run(slice)).toEqual({ answer: slice, started: [], slept: [] })
})

test('what is not is started again with the same request', async () => {
  expect(await run({ done: false })).toMatchObject({ started: again, slept: [] })
})

test.each([
  ['2026-03-01T06:01:00.000Z', [60_000]],
  // Longer than an invocation can: the next one goes on waiting.
  ['2026-03-01T06:30:00.000Z', [240_000]],
  ['2026-03-01T05:00:00.000Z', []],
])('not before it is of use: %s', async (after, slept) => {
  expect(await run({ done: false, after })).toMatchObject({ started: again, slept })
})
