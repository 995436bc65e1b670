import { join, resolve } from 'node:path'
import { RequestError } from '#core/errors.ts'
import type { HttpRequest, HttpResponse } from '#core/http.ts'
import type { EventStore, ObjectStore } from '#core/ports.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import type { BuildResult, Schemas } from '#core/tasks.ts'
import { funnelNamed, loadCatalog } from '#functions/catalog.ts'
import { http } from '#functions/lambda.ts'
import { buildState, createBuild, type LiveBuild } from '#handlers/build.ts'
import { buildHashes } from '#handlers/hashes.ts'
import { createIngest, type EventResult } from '#handlers/ingest.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { createReport } from '#handlers/report.ts'
import { readState } from '#handlers/state.ts'
import { settings as shippedSettings } from '#infra/settings.ts'
import { createClock, type LocalClock } from './clock.ts'
import { openEventStore } from './event-store.ts'
import { createExporter } from './exporter.ts'
import { fromGatewayResult, toGatewayEvent } from './gateway.ts'
import { createLane, type Lane } from './lane.ts'
import { logInto } from './log-file.ts'
import { createObjectStore } from './object-store.ts'
import type { Pipeline } from './pipeline.ts'
import { openQueryEngine } from './query-engine.ts'

const schemas: Schemas = {
  lake: 'lake',
  slots: ['build_a', 'build_b'],
  scratch: 'scratch',
  views: 'main',
}

const catalogRoot = new URL('../../queries/', import.meta.url)

export interface RuntimeOptions {
  /** Called after events were stored. */
  accepted?(events: number): void
  /** Instead of `infra/settings.ts`, for data of another business. */
  readonly settings?: SettingsInput
}

/** The whole pipeline in this process, over the files of one data folder. */
export interface Runtime extends Pipeline {
  readonly objects: ObjectStore
  readonly clock: LocalClock
  /** `POST /v1/events` as API Gateway would call it. */
  ingest(request: HttpRequest): Promise<HttpResponse>
  exportEvents(): Promise<void>
  /** The new build, or undefined when nothing was new. */
  settle(): Promise<BuildResult | undefined>
  /** Instant of the last event, undefined when there is none. */
  lastReceivedAt(): string | undefined
}

/** Tells how many events were stored, so that the rhythm need not ask. */
function countAccepted(store: EventStore, accepted: (events: number) => void): EventStore {
  return {
    async append(events) {
      const outcomes = await store.append(events)
      const stored = outcomes.filter((outcome) => outcome === 'accepted').length
      if (stored > 0) accepted(stored)
      return outcomes
    },
  }
}

async function postTo(
  ingest: (request: HttpRequest) => Promise<HttpResponse>,
  events: readonly unknown[],
): Promise<readonly EventResult[]> {
  const answer = await ingest({
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ events })),
  })
  if (answer.status === 200)
    return (JSON.parse(String(answer.body)) as { results: EventResult[] }).results
  throw new RequestError(answer.status, `the events were refused: ${String(answer.body)}`)
}

/** One tick after everything received so far; from now on nothing is received before it. */
function nextCut(lastReceivedAt: string | undefined, clock: LocalClock): string | undefined {
  if (lastReceivedAt === undefined) return undefined
  const cut = new Date(Date.parse(lastReceivedAt) + 1)
  clock.raise(cut)
  return cut.toISOString()
}

async function openPorts(dataDir: string, settingsInput: SettingsInput) {
  const store = openEventStore(join(dataDir, 'events.db'))
  const root = resolve(dataDir, 'objects')
  const objects = createObjectStore(root)
  const lastReceivedAt = store.lastReceivedAt()
  const clock = createClock(lastReceivedAt === undefined ? undefined : new Date(lastReceivedAt))
  const engine = await openQueryEngine(join(dataDir, 'warehouse.duckdb'), { root })
  const catalog = await loadCatalog(catalogRoot)
  const settings = parseSettings(settingsInput)
  // The folder has one owner, so a lease left behind by a killed process is this one's own.
  const holder = 'embedded'
  const made = { store, objects, clock, engine, catalog, settings }
  // Nothing arrives late and builds wait for reports, so neither needs time to settle.
  return { ...made, schemas, root, holder, settleMs: 0, retireMs: 0 }
}

type Ports = Awaited<ReturnType<typeof openPorts>>

/** The live build has this cut and was made by today's SQL, settings and funnels. */
function isCurrent(
  live: LiveBuild | undefined,
  cut: string,
  { catalog, settings }: Ports,
): boolean {
  if (live?.cut !== cut) return false
  const funnels = settings.funnels.map((id) => funnelNamed(catalog, id))
  return Object.entries(buildHashes(catalog, settings, funnels)).every(
    ([id, hash]) => live.hashes[id] === hash,
  )
}

/**
 * The build step: 1. takes the cut while no event is on its way in, 2. exports, 3. refreshes,
 * 4. builds. Does nothing when the live build is current.
 */
function createSettle(ports: Ports, intake: Lane, exportEvents: () => Promise<void>) {
  const { store, objects, clock } = ports
  const refresh = createRefresh(ports)
  const build = createBuild(ports)
  return async (): Promise<BuildResult | undefined> => {
    const cut = await intake(async () => nextCut(store.lastReceivedAt(), clock))
    if (cut === undefined) return undefined
    await exportEvents()
    const live = await readState<LiveBuild>(objects, buildState)
    if (isCurrent(live, cut, ports)) return undefined
    await refresh()
    return build({ cut })
  }
}

/** Opens the files of a data folder, creating what is missing; the caller holds the folder. */
export async function openRuntime(dataDir: string, options: RuntimeOptions = {}): Promise<Runtime> {
  logInto(dataDir)
  const ports = await openPorts(dataDir, options.settings ?? shippedSettings)
  const { store, objects, clock, engine } = ports
  // Its own clock: the first look at the runtime's would end the past of the sample business.
  await createMigrate({ ...ports, clock: createClock() })()
  const counted = countAccepted(store, (events) => options.accepted?.(events))
  const chain = http(createIngest({ store: counted, objects, clock }))
  const drain = createExporter(store, ports)
  // Builds and reports share a lane: a report never sees its tables replaced.
  const [intake, exports, work] = [createLane(), createLane(), createLane()]
  const exportEvents = () => exports(drain)
  const settle = createSettle(ports, intake, exportEvents)
  const report = createReport(ports)
  const ingest = (request: HttpRequest) =>
    intake(async () => fromGatewayResult(await chain(toGatewayEvent(request))))
  return {
    objects,
    clock,
    ingest,
    exportEvents,
    lastReceivedAt: () => store.lastReceivedAt(),
    post: (events) => postTo(ingest, events),
    settle: () => work(settle),
    report: (request) => work(() => report(request)),
    sql: ({ query, limit }) => engine.readOnly(query, limit),
    async close() {
      await work(exportEvents)
      await engine.close()
      store.close()
    },
  }
}
