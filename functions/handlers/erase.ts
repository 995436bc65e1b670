import * as z from 'zod'
import { parseSubject, type SubjectIds } from '#core/erasure.ts'
import { type ErasureReceipt, type ErasureRun, withRun } from '#core/erasure-receipt.ts'
import { BusyError, UsageError } from '#core/errors.ts'
import { sha256 } from '#core/hash.ts'
import { log } from '#core/log.ts'
import { prefixes } from '#core/names.ts'
import type { ObjectStore } from '#core/ports.ts'
import { type Slice, sliceOf } from '#core/slices.ts'
import { type ErasePorts, type Erasure, type Stage, withEvents, withObjects } from './erase-plan.ts'
import { runStage } from './erase-stages.ts'
import { idsOf } from './erase-subject.ts'
import { readText } from './read-text.ts'
import { withLease } from './state.ts'

export const eraseState = 'state/erase.json'

const request = z.strictObject({
  /** `<kind>:<id>`, such as `lead:17`. */
  subject: z.string(),
  /** Without it nothing changes: the answer says what would be erased. */
  confirm: z.boolean().default(false),
  /** Removes published reports whose data name the subject, instead of listing them. */
  removeReports: z.boolean().default(false),
})

export type EraseRequest = z.input<typeof request>

/** A plan, how far an erasure is, or what it did. */
export interface EraseStatus extends Slice {
  readonly stage: Stage | 'planned' | 'done'
  /** Every id of the subject by kind; only in a plan. */
  readonly ids?: SubjectIds
  /** Events that are the subject's alone and go. */
  readonly removed: number
  /** Events about others too, which lose what names the subject. */
  readonly reduced: number
  readonly rejects: number
  /** Published reports whose data name the subject. */
  readonly reports: readonly string[]
  /** Where the receipt is, once it is done. */
  readonly receipt?: string
  readonly stays?: readonly string[]
}

/** Something else is at it: it has most likely ended then. */
const busyMs = 60_000

const receiptKey = (subject: string) => `${prefixes.erasures}${subject}.json`

async function readReceipt(objects: ObjectStore, subject: string) {
  const text = await readText(objects, receiptKey(subject))
  return text === undefined ? undefined : (JSON.parse(text) as ErasureReceipt)
}

/** Reports that earlier erasures left; the ids that they name are not known any more. */
async function leftReports({ objects }: ErasePorts, subject: string): Promise<string[]> {
  const { runs = [] } = (await readReceipt(objects, subject)) ?? {}
  const removed = new Set(runs.flatMap((run) => (run.areReportsRemoved ? run.reports : [])))
  return runs.flatMap(({ reports }) => reports).filter((path) => !removed.has(path))
}

/** Finds the subject's ids and events; changes nothing but that what has landed is merged. */
async function begin(
  ports: ErasePorts,
  { subject, removeReports }: z.output<typeof request>,
): Promise<Erasure> {
  const startedAt = ports.clock.now().toISOString()
  await ports.collect()
  await ports.refresh()
  return withEvents(ports, {
    subject: sha256(subject),
    startedAt,
    ids: await idsOf(ports, parseSubject(subject)),
    stage: 'events',
    events: [],
    files: [],
    mark: '',
    rounds: 0,
    removed: 0,
    reduced: 0,
    landingObjects: 0,
    rejects: 0,
    reports: removeReports ? await leftReports(ports, sha256(subject)) : [],
    areReportsRemoved: removeReports,
  })
}

/** Keeps what was done, without a name; the log of the function says where. */
async function keepReceipt(ports: ErasePorts, erasure: Erasure): Promise<void> {
  const { objects, clock, stays } = ports
  const { subject, startedAt, ids, removed, reduced, landingObjects, rejects } = erasure
  const run: ErasureRun = {
    startedAt,
    finishedAt: clock.now().toISOString(),
    ids: Object.values(ids).flat().length,
    removed,
    reduced,
    landingObjects,
    rejects,
    reports: erasure.reports,
    areReportsRemoved: erasure.areReportsRemoved,
  }
  const key = receiptKey(subject)
  const receipt = withRun(await readReceipt(objects, subject), { subject, stays }, run)
  await objects.put(key, `${JSON.stringify(receipt, null, 2)}\n`)
  log('subject_erased', { receipt: key, removed, reduced })
}

/** The erasure after one stage, or a part of it; waits when something else is at what it needs. */
async function goOn(ports: ErasePorts, erasure: Erasure): Promise<Erasure> {
  const { after: _, ...current } = erasure
  if (current.stage === 'done') return current
  try {
    return await runStage(ports, current, current.stage, sliceOf(ports.clock))
  } catch (error) {
    if (!(error instanceof BusyError)) throw error
    return { ...current, after: soon(ports) }
  }
}

const soon = ({ clock }: ErasePorts) => new Date(clock.now().getTime() + busyMs).toISOString()

function statusOf(erasure: Erasure, stays: readonly string[]): EraseStatus {
  const { stage, removed, reduced, rejects, reports, subject, after } = erasure
  const counts = { stage, removed, reduced, rejects, reports }
  if (stage === 'done') return { done: true, ...counts, receipt: receiptKey(subject), stays }
  return { done: false, ...counts, ...(after === undefined ? {} : { after }) }
}

/** One slice under the lease; the state is gone when the erasure is done. */
async function slice(ports: ErasePorts, asked: z.output<typeof request>): Promise<Erasure> {
  let now: Erasure | undefined
  await withLease<Erasure | undefined>(ports, eraseState, async (kept) => {
    if (kept && kept.subject !== sha256(asked.subject)) {
      throw new UsageError('the erasure of another subject is not done yet: end it first')
    }
    now = kept ? await goOn(ports, kept) : await begin(ports, asked)
    log('erasing', { next: now.stage, removed: now.removed, reduced: now.reduced })
    if (now.stage !== 'done') return now
    await keepReceipt(ports, now)
    return undefined
  })
  if (now === undefined) throw new Error('no slice was run')
  return now
}

/**
 * Erases a subject, in slices: each call does one stage of it or a part, under a lease.
 * 1. Finds every id of the subject and the events that name one, in the log with all that landed.
 * 2. Leaves tombstones in the event table; events about others too lose what names the subject.
 * 3. Takes them out of landing and the log, 4. and out of quarantine, 5. builds anew, drops the build
 *    before and waits until the files are gone, 6. lists (or removes) published reports that name it,
 * 7. looks again when all that was on its way has landed, and 8. writes a receipt.
 * Safe to die anywhere: the same request goes on. Throws UsageError for what is no subject.
 */
export function createErase(ports: ErasePorts): (input: EraseRequest) => Promise<EraseStatus> {
  return async (input) => {
    const parsed = request.safeParse(input)
    if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error))
    const asked = parsed.data
    parseSubject(asked.subject)
    try {
      if (asked.confirm) return statusOf(await slice(ports, asked), ports.stays)
      const plan = await withObjects(ports, await begin(ports, asked))
      return { ...statusOf(plan, ports.stays), done: true, stage: 'planned', ids: plan.ids }
    } catch (error) {
      if (!(error instanceof BusyError)) throw error
      const nothing = { removed: 0, reduced: 0, rejects: 0, reports: [] }
      return {
        done: false,
        stage: asked.confirm ? 'events' : 'planned',
        ...nothing,
        after: soon(ports),
      }
    }
  }
}
