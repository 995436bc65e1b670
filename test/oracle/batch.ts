import fc from 'fast-check'
import type { Funnel } from '#core/funnel.ts'
import { type Ask, compareWith, type Difference, shrink } from './compare.ts'
import { definitions, funnelOf } from './definitions.ts'
import { stories, type World, worldOf } from './worlds.ts'

/** Random definitions, and random worlds to read them in. */
export interface Batch {
  readonly seed: number
  readonly funnels: readonly Funnel[]
  readonly worlds: readonly World[]
}

const funnelsPerBatch = 8

/** The same seed and number give the same batch. */
export function drawBatch(seed: number, size: number): Batch {
  const drawn = fc.sample(definitions, { seed, numRuns: funnelsPerBatch })
  return {
    seed,
    funnels: drawn.map((each, index) => funnelOf(`funnel_${index}`, each)),
    worlds: fc
      .sample(stories, { seed, numRuns: size })
      .map((story, index) => worldOf(`w${index}`, story)),
  }
}

const shown = (lines: readonly string[]) =>
  lines.map((line) => `  ${line.replaceAll(/ step_\w+=null/g, '')}`)

function funnelIn(batch: Batch, { onlyExpected, onlyActual }: Difference): Funnel {
  const id = /funnel=(\w+)/.exec([...onlyExpected, ...onlyActual].join(' '))?.[1]
  const funnel = batch.funnels.find((each) => each.id === id)
  if (!funnel) throw new Error(`no funnel ${id}`)
  return funnel
}

function report(batch: Batch, funnel: Funnel, world: World, difference: Difference | undefined) {
  return [
    `histories differ with FUNNEL_SEED=${batch.seed}, such as this one`,
    JSON.stringify(funnel),
    ...world.map((event) => JSON.stringify(event)),
    'only the oracle says:',
    ...shown(difference?.onlyExpected ?? []),
    'only the engine says:',
    ...shown(difference?.onlyActual ?? []),
  ].join('\n')
}

/** Of the worlds that differ the one with the fewest events. */
async function smallestDifference(ask: Ask, batch: Batch) {
  const found = await compareWith(ask, batch.funnels, batch.worlds)
  const whole = ({ world }: Difference) => batch.worlds[Number(world.slice(1))] ?? []
  const [difference] = found.sort((a, b) => whole(a).length - whole(b).length)
  return difference && { difference, world: whole(difference), funnel: funnelIn(batch, difference) }
}

/** Empty when the engine and the oracle agree; else a history that tells them apart. */
export async function firstDisagreement(ask: Ask, batch: Batch): Promise<string> {
  const found = await smallestDifference(ask, batch)
  return found ? report(batch, found.funnel, found.world, found.difference) : ''
}

/** As `firstDisagreement`, with the history made as small as can be by asking again and again. */
export async function disagreement(ask: Ask, batch: Batch): Promise<string> {
  const found = await smallestDifference(ask, batch)
  if (!found) return ''
  const { funnel, world, difference } = found
  const smallest = await shrink(ask, funnel, world, difference.world)
  return report(batch, funnel, smallest.world, smallest.difference)
}

/** Number of histories: few by default, 1,000 in CI, or as FUNNEL_RUNS says. */
export const runs = Number(process.env.FUNNEL_RUNS ?? (process.env.CI ? 1_000 : 100))

/** A new one each time unless FUNNEL_SEED says which. */
export const firstSeed = Number(process.env.FUNNEL_SEED ?? Math.floor(Math.random() * 1e9))
