import { limits } from '#core/limits.ts'
import type { FunctionName } from '#core/names.ts'
import type { Deployed } from './deployed.ts'
import { assumed, measured } from './facts.ts'
import type { PriceId } from './prices.ts'

/** What a deployment is asked to carry in a month. */
export interface Plan {
  /** Events sent in the month. */
  readonly events: number
  /** JSON of one event. */
  readonly eventBytes: number
  /** Events in one request; fewer when they are so large that the API would refuse the request. */
  readonly batch: number
  /** Months of such events that are kept, this one included. */
  readonly months: number
  /** Reports published in the month. */
  readonly reports: number
  /** Mails with a report attached. */
  readonly mails: number
}

/** Parts of the pipeline as its users know them, in the order of the table. */
export const components = [
  'API',
  'Ingest',
  'Event table: writes',
  'Event table: kept, with recovery',
  'Export',
  'Lake: kept',
  'Refresh',
  'Builds',
  'Reports',
  'Alarms, metrics, logs, traces',
  'Secrets and mail',
] as const
export type Component = (typeof components)[number]

/** So much of one thing that has a price. */
export interface Use {
  readonly component: Component
  readonly price: PriceId
  readonly amount: number
}

const hours = 720
const days = 30
/** What has landed is kept so long after it was merged. */
const landingDays = 8
const gigabyte = 2 ** 30
const terabyte = 2 ** 40
const leastScan = 10 * 2 ** 20
/** Lambda gives one whole core at this memory, and less CPU below it. */
const wholeCoreMb = 1769
const windowSeconds = 300

/** Sizes and counts that several parts share. */
function flowOf(plan: Plan) {
  const { events, eventBytes, months } = plan
  const size = eventBytes / measured.eventBytes
  const batch = Math.max(1, Math.min(plan.batch, Math.floor(limits.bodyBytes / eventBytes)))
  const requests = Math.ceil(events / batch)
  const windows = (hours * 3600) / windowSeconds
  // A window of the stream that holds events becomes an object, each shard by itself.
  const waiting = Math.min(
    requests * Math.min(batch, assumed.shards),
    assumed.shards * windows,
    events,
  )
  const exports = Math.ceil(Math.max(waiting, events / assumed.eventsPerExport))
  const landed = exports * measured.objectBytes + events * measured.landedBytes * size
  const log = events * months * measured.logBytes * size
  const monthKeys = events * measured.keyBytes
  const merges = Math.min(hours, requests)
  return { size, batch, requests, exports, landed, log, monthKeys, merges }
}

type Flow = ReturnType<typeof flowOf>
type Add = (price: PriceId, amount: number) => void

const scanned = (bytes: number) => Math.max(leastScan, bytes) / terabyte

/** GB-seconds of invocations that take `ms` each beside `cpuMs` of one whole core. */
function lambda(add: Add, { memoryMb }: Deployed, name: FunctionName, count: number, times: Times) {
  const memory = memoryMb.get(name) ?? 0
  const slower = Math.max(1, wholeCoreMb / memory)
  const seconds = (count * times.ms + (times.cpuMs ?? 0) * slower) / 1000
  add('lambdaRequest', count)
  add('lambdaTime', (seconds * memory) / 1024)
}

interface Times {
  readonly ms: number
  /** Of all the invocations together. */
  readonly cpuMs?: number
}

function statements(add: Add, count: number): void {
  add('objectWrite', count * assumed.objectsWritten)
  add('objectRead', count * assumed.objectsRead)
  add('catalogRequest', count * assumed.catalogRequests)
}

function refresh(add: Add, deployed: Deployed, flow: Flow): void {
  const { merges, exports, landed, monthKeys } = flow
  lambda(add, deployed, 'refresh', hours - merges, { ms: assumed.idleRefreshMs })
  lambda(add, deployed, 'refresh', merges, { ms: assumed.mergeMs })
  add('scheduleRun', hours)
  statements(add, 2 * merges)
  const perMerge = merges === 0 ? 0 : (2 * landed) / merges
  add('scan', merges * (scanned(perMerge) + scanned(perMerge + monthKeys)))
  add('objectRead', exports * assumed.landedReads)
  // Each lists the last hours, and once a day what is kept, a thousand names a request.
  add('objectWrite', hours + days * Math.ceil((exports * landingDays) / days / 1000))
}

function builds(add: Add, deployed: Deployed, plan: Plan, { log }: Flow): void {
  const count = Math.ceil(plan.reports / deployed.reportsPerBuild)
  lambda(add, deployed, 'build', count, { ms: assumed.buildMs })
  add('scheduleRun', count)
  statements(add, count * deployed.buildStatements)
  const perTable = (log * measured.buildReads) / deployed.buildScans
  add('scan', count * deployed.buildScans * scanned(perTable))
}

function reports(add: Add, deployed: Deployed, plan: Plan, { log }: Flow): void {
  const queries = plan.reports * deployed.reportQueries
  lambda(add, deployed, 'report', plan.reports, { ms: assumed.reportMs })
  statements(add, queries)
  const perQuery = (log * measured.reportReads) / (9 * deployed.reportQueries)
  add('scan', queries * scanned(perQuery))
}

function watching(add: Add, deployed: Deployed, plan: Plan, { requests, exports, merges }: Flow) {
  const invocations = requests + exports + hours + 2 * plan.reports
  const logs = invocations * assumed.logBytes + requests * assumed.accessLogBytes
  add('alarm', deployed.alarms)
  // A metric is charged for the hours in which it is written.
  add('metric', (assumed.dailyMetrics * days) / hours)
  if (deployed.routeMetrics) add('metric', (assumed.routeMetrics * merges) / hours)
  add('logWrite', logs / gigabyte)
  add('logStorage', (logs * assumed.logsKept) / gigabyte)
  add('trace', invocations)
}

/** Everything that a month of the plan uses, by component and price. */
export function usageOf(plan: Plan, deployed: Deployed): Use[] {
  const { events, eventBytes, months } = plan
  const flow = flowOf(plan)
  const item = eventBytes + measured.itemBytes
  const stored = (events * months * (item + measured.indexBytes)) / gigabyte
  const uses: Use[] = []
  const to =
    (component: Component): Add =>
    (price, amount) => {
      uses.push({ component, price, amount })
    }
  const api = to('API')
  api('apiRequest', flow.requests * Math.ceil((flow.batch * eventBytes) / (512 * 1024)))
  api('dataOut', (events * measured.answerBytes) / gigabyte)
  const ingestCpu = { ms: assumed.requestMs, cpuMs: events * measured.ingestCpuMs }
  lambda(to('Ingest'), deployed, 'ingest', flow.requests, ingestCpu)
  to('Event table: writes')('tableWrite', events * Math.ceil(item / 1024))
  to('Event table: kept, with recovery')('tableStorage', stored)
  to('Event table: kept, with recovery')('tableBackup', stored)
  const exportCpu = { ms: assumed.exportMs, cpuMs: events * measured.exportCpuMs * flow.size }
  lambda(to('Export'), deployed, 'export', flow.exports, exportCpu)
  to('Export')('streamRead', flow.exports)
  to('Export')('objectWrite', flow.exports)
  // What landed lately stays beside the merged log, and two builds beside both.
  const landed = (flow.landed * landingDays) / days
  const kept = landed + flow.log * (1 + 2 * measured.buildTables)
  to('Lake: kept')('objectStorage', kept / gigabyte)
  refresh(to('Refresh'), deployed, flow)
  builds(to('Builds'), deployed, plan, flow)
  reports(to('Reports'), deployed, plan, flow)
  watching(to('Alarms, metrics, logs, traces'), deployed, plan, flow)
  to('Secrets and mail')('secret', deployed.secrets)
  to('Secrets and mail')('mail', plan.mails)
  to('Secrets and mail')('mailAttachment', (plan.mails * assumed.attachmentBytes) / gigabyte)
  return uses
}
