import { limits } from '#core/limits.ts'
import { createTargets } from './accounts.ts'
import { createReferrals } from './advocates.ts'
import { isoTime, receipts } from './calendar.ts'
import { createCorrections } from './corrections.ts'
import { createLegacyCustomers } from './customers.ts'
import { createFaults } from './faults.ts'
import { runJourney } from './journey.ts'
import { createLeads } from './leads.ts'
import type { Fate, LogEntry } from './log.ts'
import { createSpend, createStrangers, createTraffic } from './marketing.ts'
import { createRequests } from './requests.ts'
import { createWorld } from './world.ts'

export interface SampleBatch {
  /** When the pipeline receives the batch, ISO in UTC; never before the batch before it. */
  readonly receivedAt: string
  /** At most 500 events as a client sends them; a few are deliberately bad or sent twice. */
  readonly events: readonly unknown[]
}

interface PlannedBatch {
  readonly receivedAt: string
  readonly entries: readonly LogEntry[]
}

export interface SampleSize {
  readonly batches: number
  readonly events: number
  /** How many events the pipeline is expected to answer with each status. */
  readonly answers: Readonly<Record<Fate, number>>
}

const sampleSeed = 20_250_501

/** Plays the sample business and returns everything that it sends, in order of arrival. */
function playBusiness(seed: number): LogEntry[] {
  const world = createWorld(seed)
  createTargets(world)
  createLegacyCustomers(world)
  for (const lead of createLeads(world)) runJourney(world, lead)
  createCorrections(world)
  createSpend(world)
  createTraffic(world)
  createStrangers(world)
  createRequests(world)
  createReferrals(world)
  const good = world.log.entries
  return [...good, ...createFaults(world.random.fork('faults'), good)].sort(
    (one, other) => one.arrivesAt - other.arrivesAt,
  )
}

const hasArrived = (entry: LogEntry | undefined, at: number) =>
  entry !== undefined && entry.arrivesAt <= at

/** The sample's batches with the answer planned for each event; batches of one receipt are a minute apart. */
export function* planBatches(seed = sampleSeed): Generator<PlannedBatch> {
  const entries = playBusiness(seed)
  let from = 0
  for (const receipt of receipts()) {
    for (let minute = 0; hasArrived(entries[from], receipt); minute += 1) {
      let next = from + 1
      while (next - from < limits.batchEvents && hasArrived(entries[next], receipt)) next += 1
      yield { receivedAt: isoTime(receipt + minute * 60_000), entries: entries.slice(from, next) }
      from = next
    }
  }
}

/**
 * The sample business: a B2B software company from May 2025 to October 2026, received in batches
 * until 2026-11-02. The same seed gives the same batches byte for byte.
 */
export function* sampleBatches(seed?: number): Generator<SampleBatch> {
  for (const { receivedAt, entries } of planBatches(seed)) {
    yield { receivedAt, events: entries.map(({ event }) => event) }
  }
}

/** How much the sample holds and how it should be answered; plays the business once, about a second. */
export function sampleSize(seed?: number): SampleSize {
  const answers: Record<Fate, number> = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0 }
  let batches = 0
  for (const { entries } of planBatches(seed)) {
    batches += 1
    for (const { fate } of entries) answers[fate] += 1
  }
  const events = Object.values(answers).reduce((sum, count) => sum + count, 0)
  return { batches, events, answers }
}
