import { type DueRun, dueRuns } from '#core/due.ts'
import { canonicalJson, sha256 } from '#core/hash.ts'
import { hourOf } from '#core/landing.ts'
import { log } from '#core/log.ts'
import { metricNames, prefixes } from '#core/names.ts'
import type { Metrics, ObjectStore } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import { isConfirmed, recipientsOf } from './claim.ts'
import { stampOf } from './published.ts'
import { quarantinedPercent } from './quarantined.ts'
import { type RefreshState, refreshState } from './refresh.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, readState, withLease } from './state.ts'

export const watchState = 'state/watch.json'

interface WatchPorts extends LeasePorts {
  readonly metrics: Metrics
  /** How long before a run the as-of of its reports may lie. */
  readonly leadMs: number
}

/** What a run should have left and did not. */
export interface Overdue {
  readonly set: string
  readonly report: string
  /** The label of the period that it covers. */
  readonly period: string
  readonly dueAt: string
  /** Recipients without it; absent when it is not even published. */
  readonly undelivered?: number
}

export interface WatchResult {
  readonly overdue: readonly Overdue[]
  /** Whole hours that the oldest landed events wait for the event log. */
  readonly refreshLagHours: number
  /** Share of the events of the last day that were refused. */
  readonly quarantinedPercent: number
}

/** By set, since when it is as it is: nobody promised the runs before. */
type WatchState = Readonly<Record<string, { readonly schedule: string; readonly since: string }>>

const hourMs = 3_600_000

/** Retries of a schedule end after two hours, those of its functions after two more. */
const graceMs = 5 * hourMs

/** A set stays overdue so long, unless it is published after all. */
const watchedMs = 14 * 24 * hourMs

function stateOf({ schedules }: Settings, last: WatchState, now: Date): WatchState {
  const entries = Object.entries(schedules).map(([set, each]) => {
    const schedule = sha256(canonicalJson(each))
    const known = last[set]
    const isKnown = known?.schedule === schedule
    return [set, isKnown ? known : { schedule, since: now.toISOString() }] as const
  })
  return Object.fromEntries(entries)
}

/** Folders of the report's revisions that can be the run's. */
async function pathsOf(objects: ObjectStore, report: string, run: DueRun): Promise<string[]> {
  const listed = run.periods.map((period) =>
    objects.list(`${prefixes.reports}${report}/${period}/`),
  )
  return (await Promise.all(listed))
    .flat()
    .filter(({ key }) => key.endsWith('/report.json'))
    .map(({ key }) => key.slice(0, -'/report.json'.length))
    .filter((path) => path.slice(path.lastIndexOf('/') + 1) >= stampOf(run.asOfFrom))
}

async function undeliveredOf(
  objects: ObjectStore,
  settings: Settings,
  set: string,
  paths: string[],
) {
  let undelivered = 0
  for (const to of recipientsOf(settings, set)) {
    const confirmed = await Promise.all(paths.map((path) => isConfirmed(objects, { path, to })))
    if (!confirmed.includes(true)) undelivered += 1
  }
  return undelivered
}

async function overdueOf(
  objects: ObjectStore,
  settings: Settings,
  run: DueRun,
): Promise<Overdue[]> {
  const { set, dueAt, periods } = run
  const found: Overdue[] = []
  for (const report of settings.schedules[set]?.reports ?? []) {
    const late = { set, report, period: periods[0] ?? '', dueAt }
    const paths = await pathsOf(objects, report, run)
    const undelivered = await undeliveredOf(objects, settings, set, paths)
    if (paths.length === 0) found.push(late)
    else if (undelivered > 0) found.push({ ...late, undelivered })
  }
  return found
}

/** Since the end of the oldest hour that landed after the last success of refresh began. */
async function lagOf({ objects, clock }: WatchPorts): Promise<number> {
  const mark = (await readState<RefreshState>(objects, refreshState))?.mark ?? ''
  const landed = await objects.list(`${prefixes.landing}at=2`)
  const hours = landed.map(({ key }) => key.slice(`${prefixes.landing}at=`.length).split('/')[0])
  const oldest = hours.find((hour) => hour !== undefined && hour > mark)
  if (oldest === undefined || oldest >= hourOf(clock.now())) return 0
  const endsAt = Date.parse(`${oldest.slice(0, 10)}T${oldest.slice(11)}:00:00.000Z`) + hourMs
  return Math.floor((clock.now().getTime() - endsAt) / hourMs)
}

/**
 * Compares what the schedules promised with what is there, since no alarm sees a run that never began:
 * 1. the runs of the last 14 days, but for the last five hours and before the set was as it is now,
 * 2. whether each report is published with an as-of of its run or later, and confirmed to everyone,
 * 3. how long landed events wait for refresh, and how many are refused. Logs what is wrong and records
 * all three as metrics.
 */
export function createWatch(ports: WatchPorts): () => Promise<WatchResult> {
  const { objects, clock, metrics, leadMs } = ports
  return async () => {
    const settings = await readSettings(objects)
    const now = clock.now()
    const overdue: Overdue[] = []
    await withLease<WatchState>(ports, watchState, async (last = {}) => {
      const state = stateOf(settings, last, now)
      for (const [set, { since }] of Object.entries(state)) {
        const after = new Date(Math.max(Date.parse(since), now.getTime() - watchedMs))
        const upTo = new Date(now.getTime() - graceMs)
        for (const run of dueRuns(set, settings, { after, upTo, leadMs })) {
          overdue.push(...(await overdueOf(objects, settings, run)))
        }
      }
      return state
    })
    const refreshLagHours = await lagOf(ports)
    for (const each of overdue) log('report_overdue', { ...each })
    if (refreshLagHours > 0) log('refresh_lags', { refreshLagHours })
    const refused = await quarantinedPercent(objects, now)
    if (refused > 0) log('events_refused', { percent: refused })
    metrics.record({
      [metricNames.reportsOverdue]: overdue.length,
      [metricNames.refreshLagHours]: refreshLagHours,
      [metricNames.quarantinedPercent]: refused,
    })
    return { overdue, refreshLagHours, quarantinedPercent: refused }
  }
}
