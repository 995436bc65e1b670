import { lastRecordedAt, type Reference, referenceHash } from '#core/reference-versions.ts'
import type { BuildResult } from '#core/tasks.ts'
import { funnelNamed } from '#functions/catalog.ts'
import { buildState, createBuild, type LiveBuild } from '#handlers/build.ts'
import { buildHashes } from '#handlers/hashes.ts'
import { readReference } from '#handlers/reference-store.ts'
import { createRefresh } from '#handlers/refresh.ts'
import { readState } from '#handlers/state.ts'
import type { LocalClock } from './clock.ts'
import type { Passage } from './passage.ts'
import type { Ports } from './runtime.ts'

/**
 * One tick after everything received and all reference data recorded so far, undefined without
 * events; from now on nothing is received before it.
 */
function nextCut(
  lastReceivedAt: string | undefined,
  reference: Reference,
  clock: LocalClock,
): string | undefined {
  if (lastReceivedAt === undefined) return undefined
  const last = [lastReceivedAt, lastRecordedAt(reference) ?? ''].sort().at(-1) ?? lastReceivedAt
  const cut = new Date(Date.parse(last) + 1)
  clock.raise(cut)
  return cut.toISOString()
}

/** The live build has this cut and was made by today's SQL, settings, funnels and reference data. */
function isCurrent(
  live: LiveBuild | undefined,
  cut: string,
  { catalog, settings }: Ports,
  versions: Reference,
): boolean {
  if (live?.cut !== cut) return false
  const funnels = settings.funnels.map((id) => funnelNamed(catalog, id))
  const reference = referenceHash(versions, catalog.defaults, cut)
  return Object.entries(buildHashes(catalog, { settings, reference }, funnels)).every(
    ([id, hash]) => live.hashes[id] === hash,
  )
}

/**
 * The build step: 1. takes the cut while no event is on its way in, 2. exports, 3. refreshes,
 * 4. builds. Does nothing when the live build is current, unless the log itself was changed.
 */
export function createSettle(ports: Ports, intake: Passage, exportEvents: () => Promise<void>) {
  const { store, objects, clock } = ports
  const refresh = createRefresh(ports)
  const build = createBuild(ports)
  return async (isLogChanged = false): Promise<BuildResult | undefined> => {
    const reference = await readReference(objects)
    const cut = await intake.alone(async () => nextCut(store.lastReceivedAt(), reference, clock))
    if (cut === undefined) return undefined
    await exportEvents()
    const live = await readState<LiveBuild>(objects, buildState)
    if (!isLogChanged && isCurrent(live, cut, ports, reference)) return undefined
    await refresh()
    return build({ cut })
  }
}
