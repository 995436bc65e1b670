import type { PublishedReport, ReportRequest } from '#core/tasks.ts'
import type { EraseRequest, EraseStatus } from '#handlers/erase.ts'
import type { EventResult } from '#handlers/ingest.ts'
import type { MaintainResult } from '#handlers/maintain.ts'
import type { MissingRate } from '#handlers/missing-rates.ts'
import type { ReferenceRequest, ReferenceResult } from '#handlers/reference.ts'
import type { ReplayRequest, ReplayStatus } from '#handlers/replay.ts'
import type { DumpRequest, DumpStatus } from './dump.ts'
import type { ReadOnlyResult } from './query-engine.ts'

export interface SqlRequest {
  readonly query: string
  /** Rows after this many are left out and the answer says so. */
  readonly limit?: number
}

/**
 * What a command can ask of whoever owns the data folder: the running server over loopback, or this
 * process when none runs.
 */
export interface Pipeline {
  /** One result per event, in order; at most `limits.batchEvents` events. */
  post(events: readonly unknown[]): Promise<readonly EventResult[]>
  /** Exports, refreshes and builds what was accepted before the call; does nothing when nothing is new. */
  settle(): Promise<unknown>
  report(request: ReportRequest): Promise<PublishedReport>
  /** Loads one file of reference data or takes nothing of it; `settle` builds with it. */
  reference(request: ReferenceRequest): Promise<ReferenceResult>
  /** Currencies of the live build's money that lack a rate. */
  missingRates(): Promise<readonly MissingRate[]>
  /** Starts a dump into a folder of the owner's, or tells how far it is. */
  dump(request: DumpRequest): Promise<DumpStatus>
  /** Drops what no version needs any more and tidies the database; to be asked again until it is done. */
  maintain(): Promise<MaintainResult>
  /** Erases a subject, or says what would be erased; to be asked again until it is done. */
  erase(request: EraseRequest): Promise<EraseStatus>
  /** Sends again what got stuck or lost; to be asked again until it is done. */
  replay(request: ReplayRequest): Promise<ReplayStatus>
  /** Reads only. */
  sql(request: SqlRequest): Promise<ReadOnlyResult>
  close(): Promise<void>
}
