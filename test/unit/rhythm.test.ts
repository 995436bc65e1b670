import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startRhythm } from '#local/rhythm.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A rhythm whose steps take `ms` and note the second in which they begin. */
function rhythmOf(ms = 0) {
  const began = Date.now()
  const [exports, builds, failures]: [number[], number[], string[]] = [[], [], []]
  let running = 0
  let most = 0
  let broken = false
  const step = (times: number[]) => async () => {
    times.push((Date.now() - began) / 1000)
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, ms))
    running -= 1
    if (broken) throw new Error('broken')
  }
  const rhythm = startRhythm({
    exportEvents: async () => {
      exports.push((Date.now() - began) / 1000)
    },
    build: step(builds),
    failed: (name) => failures.push(name),
  })
  return {
    rhythm,
    exports,
    builds,
    failures,
    breaks: (value: boolean) => {
      broken = value
    },
    mostBuilds: () => most,
  }
}

test('does nothing when nothing is new', async () => {
  const { exports, builds } = rhythmOf()
  await vi.advanceTimersByTimeAsync(300_000)
  expect([exports, builds]).toEqual([[], []])
})

test('exports a second after the first event and builds after two quiet seconds', async () => {
  const { rhythm, exports, builds } = rhythmOf()
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(600)
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([exports, builds]).toEqual([[1], [2.6]])
})

test('exports at once when 500 events wait', async () => {
  const { rhythm, exports } = rhythmOf()
  rhythm.touched(499)
  await vi.advanceTimersByTimeAsync(100)
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(10)
  expect(exports).toEqual([0.1])
})

test('builds every minute while events keep coming', async () => {
  const { rhythm, builds } = rhythmOf()
  for (let second = 0; second < 130; second += 1) {
    rhythm.touched(1)
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(builds).toEqual([60, 120])
})

test('builds less often where a build takes long, so that an import goes on', async () => {
  const { rhythm, builds } = rhythmOf(30_000)
  for (let second = 0; second < 400; second += 1) {
    rhythm.touched(1)
    await vi.advanceTimersByTimeAsync(1000)
  }
  // The first after a minute; then four times the 30 s of a build after the first event that came in it.
  expect(builds).toEqual([60, 180, 300])
})

test('never builds twice at once, and builds again what came meanwhile', async () => {
  const { rhythm, builds, mostBuilds } = rhythmOf(10_000)
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(3000)
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([builds, mostBuilds()]).toEqual([[2, 12], 1])
})

test('tries a failed build again', async () => {
  const { rhythm, builds, failures, breaks } = rhythmOf()
  breaks(true)
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(2500)
  breaks(false)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([builds, failures]).toEqual([[2, 12.001], ['build']])
})

test('stops after the running step and starts none', async () => {
  const { rhythm, builds } = rhythmOf(10_000)
  rhythm.touched(1)
  await vi.advanceTimersByTimeAsync(3000)
  rhythm.touched(1)
  let stopped = false
  const stopping = rhythm.stop().then(() => {
    stopped = true
  })
  await vi.advanceTimersByTimeAsync(8000)
  expect(stopped).toBe(false)
  await vi.advanceTimersByTimeAsync(60_000)
  await stopping
  expect(builds).toEqual([2])
})
