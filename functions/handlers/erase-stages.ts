import { prefixes } from '#core/names.ts'
import { dropFormerBuild } from './erase-builds.ts'
import { eraseEvents } from './erase-events.ts'
import { purgeFiles } from './erase-files.ts'
import { inGroups } from './erase-groups.ts'
import { eraseFromLake } from './erase-lake.ts'
import { isRejectOf, type WalkEnd, walk, walkReports } from './erase-objects.ts'
import { type ErasePorts, type Erasure, type Stage, stages, withEvents } from './erase-plan.ts'
import { unpublish } from './report-index.ts'

const mostRounds = 5

type Run = (ports: ErasePorts, erasure: Erasure, mayGoOn: () => boolean) => Promise<Erasure>

const order: readonly Erasure['stage'][] = [...stages, 'done']

const next = (erasure: Erasure): Erasure => {
  const stage = order[order.indexOf(erasure.stage) + 1] ?? 'done'
  return { ...erasure, stage, mark: '' }
}

/** What a subject without events has no need of. */
const forEvents: readonly Erasure['stage'][] = ['events', 'lake', 'build', 'former build', 'files']

/** Does one stage, or a part of it. */
export async function runStage(
  ports: ErasePorts,
  erasure: Erasure,
  stage: Stage,
  mayGoOn: () => boolean,
): Promise<Erasure> {
  const hasEvents = erasure.removed + erasure.reduced > 0
  if (!hasEvents && forEvents.includes(stage)) return next(erasure)
  return runs[stage](ports, erasure, mayGoOn)
}

const walked = (erasure: Erasure, end: WalkEnd): Erasure =>
  end === 'through' ? next(erasure) : { ...erasure, mark: end.after }

const later = ({ clock }: ErasePorts, ms: number) =>
  new Date(clock.now().getTime() + ms).toISOString()

/** Snapshots of the log go when they are older than a minute, and then their files. */
const purgeWaitMs = 2 * 60_000

const runs: Readonly<Record<Stage, Run>> = {
  async events(ports, erasure, mayGoOn) {
    const groups = inGroups(erasure.events)
    let at = Number(erasure.mark)
    for (const group of groups.slice(at)) {
      await eraseEvents(ports, group, erasure.ids)
      at += 1
      if (!mayGoOn()) break
    }
    return at < groups.length ? { ...erasure, mark: String(at) } : next(erasure)
  },

  async lake(ports, erasure) {
    const landing = await eraseFromLake(ports, erasure.events)
    return next({ ...erasure, landingObjects: erasure.landingObjects + landing })
  },

  async quarantine({ objects }, erasure, mayGoOn) {
    let { rejects } = erasure
    const end = await walk(objects, prefixes.quarantine, erasure.mark, mayGoOn, async (key) => {
      if (!(await isRejectOf(objects, key, erasure.ids))) return
      await objects.delete([key])
      rejects += 1
    })
    return walked({ ...erasure, rejects }, end)
  },

  async build(ports, erasure) {
    await ports.refresh()
    await ports.build()
    return next(erasure)
  },

  async 'former build'(ports, erasure) {
    const after = await dropFormerBuild(ports)
    return after === undefined ? next(erasure) : { ...erasure, after }
  },

  async files(ports, erasure) {
    await ports.rewrite()
    const isGone = await purgeFiles(ports, erasure.files)
    return isGone ? next(erasure) : { ...erasure, after: later(ports, purgeWaitMs) }
  },

  async reports({ objects }, erasure, mayGoOn) {
    const found = new Set(erasure.reports)
    const end = await walkReports(objects, erasure.ids, erasure.mark, mayGoOn, (path) => {
      found.add(path)
    })
    if (erasure.areReportsRemoved) for (const path of found) await unpublish(objects, path)
    return walked({ ...erasure, reports: [...found].sort() }, end)
  },

  /** What was on its way when the erasure began has landed by then. */
  async check(ports, erasure) {
    const settled = new Date(Date.parse(erasure.startedAt) + ports.settleMs)
    if (ports.clock.now() < settled) return { ...erasure, after: settled.toISOString() }
    await ports.collect()
    await ports.refresh()
    const again = await withEvents(ports, { ...erasure, rounds: erasure.rounds + 1 })
    if (again.events.length === 0) return next(erasure)
    if (again.rounds > mostRounds) throw new Error('events of the subject keep coming back')
    return again
  },
}
