import { join, resolve } from 'node:path'
import { checkSettings } from '#core/check-settings.ts'
import { RequestError } from '#core/errors.ts'
import type { HttpRequest, HttpResponse } from '#core/http.ts'
import type { EventStore, ObjectStore } from '#core/ports.ts'
import { lastRecordedAt } from '#core/reference-versions.ts'
import { parseSettings, type SettingsInput } from '#core/settings.ts'
import type { BuildResult, PublishedReport, ReportRequest, Schemas } from '#core/tasks.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { http } from '#functions/lambda.ts'
import { createAlert } from '#handlers/alert.ts'
import { createDeliver } from '#handlers/deliver.ts'
import { createIngest, type EventResult } from '#handlers/ingest.ts'
import { createLink } from '#handlers/link.ts'
import { createMigrate } from '#handlers/migrate.ts'
import { createMissingRates } from '#handlers/missing-rates.ts'
import { createReference } from '#handlers/reference.ts'
import { readReference } from '#handlers/reference-store.ts'
import { createReport } from '#handlers/report.ts'
import { createWebhook } from '#handlers/webhook.ts'
import { settings as shippedSettings } from '#infra/settings.ts'
import { createClock, type LocalClock } from './clock.ts'
import { createDueSets, type DueSets } from './due-sets.ts'
import { createDump } from './dump.ts'
import { openEventStore } from './event-store.ts'
import { createExporter } from './exporter.ts'
import { fromGatewayResult, toGatewayEvent } from './gateway.ts'
import { createLane } from './lane.ts'
import { logInto } from './log-file.ts'
import { createObjectStore } from './object-store.ts'
import { createOperations } from './operations.ts'
import { createOutbox } from './outbox.ts'
import { createPassage, type Passage } from './passage.ts'
import type { Pipeline } from './pipeline.ts'
import { openQueryEngine } from './query-engine.ts'
import { createSecrets } from './secrets.ts'
import { createSettle } from './settle.ts'

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
  /** Where links in mails lead to, ending in a slash. */
  baseUrl?(): string
}

/** The whole pipeline in this process, over the files of one data folder. */
export interface Runtime extends Pipeline {
  readonly objects: ObjectStore
  readonly clock: LocalClock
  /** `POST /v1/events` as API Gateway would call it. */
  ingest(request: HttpRequest): Promise<HttpResponse>
  /** `POST /v1/webhooks/{source}` as API Gateway would call it. */
  webhook(request: HttpRequest): Promise<HttpResponse>
  /** `GET /r/{token}`. */
  link(request: HttpRequest): Promise<HttpResponse>
  /** Report sets by their schedules; mail and messages go into the outbox. */
  readonly dueSets: DueSets
  exportEvents(): Promise<void>
  /** The new build, or undefined when nothing was new. */
  settle(): Promise<BuildResult | undefined>
  /** Judges a review by the alert rules and puts what is to be said into the outbox. */
  alert(review: PublishedReport): Promise<void>
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

/** A function behind the API; many requests side by side. */
const through = (passage: Passage, chain: ReturnType<typeof http>) => (request: HttpRequest) =>
  passage.together(async () => fromGatewayResult(await chain(toGatewayEvent(request))))

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

async function openPorts(dataDir: string, settingsInput: SettingsInput) {
  const store = openEventStore(join(dataDir, 'events.db'))
  const root = resolve(dataDir, 'objects')
  const objects = createObjectStore(root)
  const lastReceivedAt = store.lastReceivedAt()
  const times = [lastReceivedAt, lastRecordedAt(await readReference(objects))]
  const floor = times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1)
  const clock = createClock(floor === undefined ? undefined : new Date(floor))
  const file = join(dataDir, 'warehouse.duckdb')
  const engine = await openQueryEngine(file, { root, readSchema: schemas.lake })
  const catalog = await loadCatalog(catalogRoot)
  const settings = parseSettings(settingsInput)
  checkSettings(settings, { funnels: [...catalog.funnels.keys()] })
  // The folder has one owner, so a lease left behind by a killed process is this one's own.
  const holder = 'embedded'
  const made = { store, objects, clock, engine, catalog, settings }
  // Nothing arrives late and builds wait for reports, so neither needs time to settle.
  return { ...made, schemas, root, holder, settleMs: 0, retireMs: 0 }
}

/** What the runtime's handlers work with. */
export type Ports = Awaited<ReturnType<typeof openPorts>>

/** Opens the files of a data folder, creating what is missing; the caller holds the folder. */
export async function openRuntime(dataDir: string, options: RuntimeOptions = {}): Promise<Runtime> {
  logInto(dataDir)
  const ports = await openPorts(dataDir, options.settings ?? shippedSettings)
  const { store, objects, clock, engine } = ports
  // Its own clock: the first look at the runtime's would end the past of the sample business.
  await createMigrate({ ...ports, clock: createClock() })()
  const counted = countAccepted(store, (events) => options.accepted?.(events))
  const ingestEvents = createIngest({ store: counted, objects, clock })
  const secrets = createSecrets(dataDir)
  const webhooks = http(createWebhook({ secrets, objects, clock, ingest: ingestEvents }))
  const drain = createExporter(store, ports)
  // Builds and reports share a lane: a report never sees its tables replaced.
  const [intake, exports, work] = [createPassage(), createLane(), createLane()]
  const exportEvents = () => exports(drain)
  const settle = createSettle(ports, intake, exportEvents)
  const notifier = createOutbox(join(dataDir, 'outbox'))
  const [makeReport, reference] = [createReport(ports), createReference(ports)]
  const report = (request: ReportRequest) => work(() => makeReport(request))
  const baseUrl = () => options.baseUrl?.() ?? ''
  const deliver = createDeliver({ ...ports, notifier, chat: notifier, secrets, baseUrl })
  const addressOf = async (path: string) => `/${path}/index.html`
  const link = http(createLink({ secrets, clock, addressOf }))
  const missingRates = createMissingRates(ports)
  const steps = { dataDir, work, store: counted, exportEvents, settle }
  const ingest = through(intake, http(ingestEvents))
  return {
    objects,
    clock,
    ingest,
    webhook: through(intake, webhooks),
    link: through(createPassage(), link),
    exportEvents,
    lastReceivedAt: () => store.lastReceivedAt(),
    post: (events) => postTo(ingest, events),
    settle: () => work(() => settle()),
    report,
    dueSets: createDueSets({ ...ports, report, deliver }),
    alert: createAlert({ ...ports, notifier }),
    reference: (request) => work(() => reference(request)),
    missingRates: () => work(missingRates),
    ...createOperations(ports, steps),
    dump: createDump(ports, work),
    sql: ({ query, limit }) => engine.readOnly(query, limit),
    async close() {
      await work(exportEvents)
      await engine.close()
      store.close()
    },
  }
}
