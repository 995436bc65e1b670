import { join } from 'node:path'
import { errorFields, log } from '#core/log.ts'
import type { ReportRequest } from '#core/tasks.ts'
import { settings } from '#infra/settings.ts'
import { postEvents, postSurely } from './client.ts'
import { loadSample, readSampleState, type SampleState, writeSampleState } from './load-sample.ts'
import { logFile } from './log-file.ts'
import { claimFolder, newToken, type OwnerAddress, publishAddress, urlOf } from './owner.ts'
import { showProgress } from './progress.ts'
import { type Rhythm, startRhythm } from './rhythm.ts'
import { createRoutes, type Phase } from './routes.ts'
import { openRuntime, type Runtime } from './runtime.ts'
import { type SampleBatch, sampleBatches } from './sample/sample.ts'
import { loadSampleReference } from './sample-reference.ts'
import { startServer } from './server.ts'

export interface ServeOptions {
  readonly dataDir: string
  readonly port: number
  /** Write the reports and end. */
  readonly once: boolean
  /** Load no sample business. */
  readonly empty: boolean
}

const claimPatienceMs = 10_000
const scheduleLookMs = 60_000

/** Where loading the sample business has to go on; a folder with events of its own never gets it. */
async function sampleState(runtime: Runtime, empty: boolean): Promise<SampleState> {
  const known = await readSampleState(runtime.objects)
  if (known) return known
  const state = { next: 0, done: empty || runtime.lastReceivedAt() !== undefined }
  await writeSampleState(runtime.objects, state)
  return state
}

/** Loads what is missing of the sample business through the server's own API; false when stopped. */
async function load(runtime: Runtime, from: number, loader: OwnerAddress, signal: AbortSignal) {
  const batches = [...sampleBatches()]
  const countOf = (some: readonly SampleBatch[]) =>
    some.reduce((sum, batch) => sum + batch.events.length, 0)
  const before = countOf(batches.slice(0, from))
  const progress = showProgress('Sample business', countOf(batches), 'events', before)
  try {
    return await loadSample({
      objects: runtime.objects,
      batches,
      from,
      setTime: (instant) => runtime.clock.hold(new Date(instant)),
      reference: () => loadSampleReference(runtime),
      post: (events) => postSurely((batch) => postEvents(loader, batch), events),
      progress,
      signal,
    })
  } finally {
    progress.stop()
    runtime.clock.release()
  }
}

const scheduled: readonly ReportRequest[] = [
  ...new Set(Object.values(settings.schedules).flatMap((each) => each.reports)),
].map((report) => ({ report }))

async function build(runtime: Runtime): Promise<void> {
  const built = await runtime.settle()
  if (built) console.log(`Built ${built.models} models up to ${built.cut}`)
}

/** Builds what is new, then makes the reports of the last complete month; nothing without events. */
async function buildAndReport(
  runtime: Runtime,
  dataDir: string,
  signal: AbortSignal,
): Promise<void> {
  await build(runtime)
  if (runtime.lastReceivedAt() === undefined) return
  for (const request of scheduled) {
    if (signal.aborted) return
    const report = await runtime.report(request)
    const { path, created } = report
    if (created && request.report === 'review') await runtime.alert(report)
    if (created) console.log(`Report ${join(dataDir, 'objects', path, 'index.html')}`)
  }
  await runtime.dueSets.deliver()
}

/** Resolves on the first SIGINT or SIGTERM; npm and the terminal may both send one, so more are ignored. */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort())
  return controller.signal
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Rhythm of an owner that is up: a failed step is logged and tried again. */
const startWork = (runtime: Runtime, dataDir: string, signal: AbortSignal): Rhythm =>
  startRhythm({
    exportEvents: () => runtime.exportEvents(),
    build: () => buildAndReport(runtime, dataDir, signal),
    failed(step, error) {
      log(`${step}_failed`, errorFields(error))
      const reason = error instanceof Error ? error.message : String(error)
      console.error(`The ${step} failed and will be tried again: ${reason}; more in ${logFile}`)
    },
  })

/** A set that is due is work even when no event arrives. */
function watchSchedules({ dueSets }: Runtime, rhythm: Rhythm): NodeJS.Timeout {
  const look = async () => {
    if (await dueSets.any()) rhythm.touched(0)
  }
  return setInterval(() => {
    look().catch((error: unknown) => log('schedules_failed', errorFields(error)))
  }, scheduleLookMs)
}

/**
 * The life of an owner: 1. opens the files, 2. listens, 3. loads the sample business where it is
 * missing, 4. builds and reports, 5. works in its rhythm until it is stopped, 6. stops listening,
 * 7. ends the running steps, 8. exports the rest and closes the files.
 */
async function own(options: ServeOptions, signal: AbortSignal): Promise<void> {
  let rhythm: Rhythm | undefined
  let url = ''
  const runtime = await openRuntime(options.dataDir, {
    accepted: (events) => rhythm?.touched(events),
    baseUrl: () => `${url}/`,
  })
  try {
    const sample = await sampleState(runtime, options.empty)
    let phase: Phase = sample.done ? 'building' : 'loading'
    const [token, loaderToken] = [newToken(), newToken()]
    const settle = async () => {
      await build(runtime)
      // A command waits for its numbers, not for the pages that follow from them.
      rhythm?.touched(0)
    }
    const { objects, ingest, webhook, link } = runtime
    const routes = { objects, ingest, webhook, link, token, loaderToken, phase: () => phase }
    const pipeline = { ...runtime, settle }
    const server = await startServer(options.port, createRoutes({ ...routes, pipeline }))
    try {
      const { port } = server
      url = urlOf(port)
      publishAddress(options.dataDir, { pid: process.pid, port, token })
      const loader = { pid: process.pid, port, token: loaderToken }
      if (!sample.done && !(await load(runtime, sample.next, loader, signal))) return
      phase = 'building'
      rhythm = startWork(runtime, options.dataDir, signal)
      await buildAndReport(runtime, options.dataDir, signal)
      phase = 'ready'
      if (options.once || signal.aborted) return
      console.log(`Ready: ${url}`)
      const schedules = watchSchedules(runtime, rhythm)
      await aborted(signal)
      clearInterval(schedules)
      console.log('Stopping')
    } finally {
      await server.close()
      await rhythm?.stop()
    }
  } finally {
    await runtime.close()
  }
}

/** Owns the data folder and serves it until SIGINT or SIGTERM; answers the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const signal = stopSignal()
  const claim = await claimFolder(options.dataDir, claimPatienceMs)
  if ('owner' in claim) {
    console.error(`${options.dataDir} is served already: ${urlOf(claim.owner.port)}`)
    return 1
  }
  try {
    await own(options, signal)
    return options.once && signal.aborted ? 1 : 0
  } finally {
    claim.hold.release()
  }
}
