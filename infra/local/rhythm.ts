/**
 * When the embedded pipeline does its work by itself; all in milliseconds but `exportEvents`.
 * While events keep coming a build waits for `latestMs`, or longer where the last one took long:
 * then at most one part in `buildShare` of the time goes into builds.
 */
export interface RhythmTimes {
  readonly exportAfterMs: number
  readonly exportEvents: number
  readonly quietMs: number
  readonly latestMs: number
  readonly buildShare: number
  readonly retryMs: number
}

export const rhythmTimes: RhythmTimes = {
  exportAfterMs: 1_000,
  exportEvents: 500,
  quietMs: 2_000,
  latestMs: 60_000,
  buildShare: 5,
  retryMs: 10_000,
}

export interface RhythmSteps {
  exportEvents(): Promise<unknown>
  build(): Promise<unknown>
  failed(step: string, error: unknown): void
}

export interface Rhythm {
  /** New events were accepted. */
  touched(events: number): void
  /** No step starts any more; resolves when the running ones have ended. */
  stop(): Promise<void>
}

interface Step {
  /** Starts the step after a delay, replacing an earlier wish. */
  after(delayMs: number): void
  readonly planned: () => boolean
  stop(): Promise<void>
}

/** A step that never runs twice at once; a wish during a run is kept for afterwards. */
function createStep(work: () => Promise<unknown>, failed: (error: unknown) => void): Step {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false

  function fire(): void {
    timer = undefined
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = work()
      .then(() => undefined, failed)
      .then(() => {
        running = undefined
        if (again) {
          again = false
          fire()
        }
      })
  }

  return {
    after(delayMs) {
      if (stopped) return
      clearTimeout(timer)
      timer = setTimeout(fire, delayMs)
    },
    planned: () => timer !== undefined || again,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Exports soon after events arrive and builds when they stop arriving; idle when nothing is new. */
export function startRhythm(steps: RhythmSteps, times: RhythmTimes = rhythmTimes): Rhythm {
  let waiting = 0
  let unbuiltSince: number | undefined
  let buildMs = 0

  const exporting = createStep(
    () => {
      waiting = 0
      return steps.exportEvents()
    },
    (error) => {
      steps.failed('export', error)
      exporting.after(times.retryMs)
    },
  )
  const building = createStep(
    async () => {
      unbuiltSince = undefined
      const start = Date.now()
      await steps.build()
      buildMs = Date.now() - start
    },
    (error) => {
      steps.failed('build', error)
      unbuiltSince ??= Date.now()
      building.after(times.retryMs)
    },
  )

  return {
    touched(events) {
      waiting += events
      if (waiting >= times.exportEvents) exporting.after(0)
      else if (!exporting.planned()) exporting.after(times.exportAfterMs)
      unbuiltSince ??= Date.now()
      const patience = Math.max(times.latestMs, buildMs * (times.buildShare - 1))
      const latest = unbuiltSince + patience - Date.now()
      building.after(Math.max(0, Math.min(times.quietMs, latest)))
    },
    async stop() {
      await Promise.all([exporting.stop(), building.stop()])
    },
  }
}
