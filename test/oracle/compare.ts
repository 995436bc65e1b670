import type { Funnel } from '#core/funnel.ts'
import { type Answer, type AnswerRow, computeFunnel } from './oracle.ts'
import type { RawEvent } from './raw-event.ts'
import { zone } from './warehouse.ts'
import { cut, type World } from './worlds.ts'

/** What the oracle says of several funnels over several worlds. */
export function askOracle(funnels: readonly Funnel[], worlds: readonly World[]): Answer {
  const answers = funnels.flatMap((funnel) =>
    worlds.map((world) => computeFunnel(funnel, world, { zone, cut })),
  )
  return {
    events: answers.flatMap((answer) => answer.events),
    visits: answers.flatMap((answer) => answer.visits),
    journeys: answers.flatMap((answer) => answer.journeys),
    tries: answers.flatMap((answer) => answer.tries),
  }
}

const worldOf = (row: AnswerRow) => String(row.subject_id).split('-')[0] ?? ''

/** The rows as text by world; equal rows are numbered, and columns are those of `like`. */
function linesByWorld(answer: Answer, like: Answer): Map<string, Set<string>> {
  const worlds = new Map<string, Set<string>>()
  for (const kind of ['events', 'visits', 'journeys', 'tries'] as const) {
    const columns = Object.keys(like[kind][0] ?? {})
    for (const row of answer[kind]) {
      const cells = columns.map((column) => `${column}=${row[column]}`)
      const known = worlds.get(worldOf(row)) ?? new Set<string>()
      worlds.set(worldOf(row), known)
      let line = `${kind}: ${cells.join(' ')}`
      while (known.has(line)) line = `${line} again`
      known.add(line)
    }
  }
  return worlds
}

export interface Difference {
  readonly world: string
  readonly onlyExpected: readonly string[]
  readonly onlyActual: readonly string[]
}

const without = (lines: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...lines].filter((line) => !others.has(line))

/** Worlds of which the answers differ, with the rows that only one of them has. */
export function differences(expected: Answer, actual: Answer): Difference[] {
  const [wanted, got] = [linesByWorld(expected, expected), linesByWorld(actual, expected)]
  const none = new Set<string>()
  return [...new Set([...wanted.keys(), ...got.keys()])].flatMap((world) => {
    const [ours, theirs] = [wanted.get(world) ?? none, got.get(world) ?? none]
    const onlyExpected = without(ours, theirs)
    const onlyActual = without(theirs, ours)
    return onlyExpected.length + onlyActual.length === 0
      ? []
      : [{ world, onlyExpected, onlyActual }]
  })
}

export type Ask = (log: readonly RawEvent[], funnels: readonly Funnel[]) => Promise<Answer>

/** The worlds of which the engine and the oracle differ. */
export async function compareWith(ask: Ask, funnels: readonly Funnel[], worlds: readonly World[]) {
  return differences(askOracle(funnels, worlds), await ask(worlds.flat(), funnels))
}

/** The world under another name, in its ids too. */
const renamed = (world: World, from: string, to: string): World =>
  JSON.parse(JSON.stringify(world).replaceAll(`"${from}-`, `"${to}-`))

/**
 * The smallest history that still differs: of all that lack one event, those that differ are tried
 * at once, again and again until none does.
 */
export async function shrink(ask: Ask, funnel: Funnel, world: World, name: string) {
  let smallest = renamed(world, name, 'w0')
  for (;;) {
    const fewer = smallest.map((_, left) => renamed(smallest.toSpliced(left, 1), 'w0', `w${left}`))
    const [found] = fewer.length > 1 ? await compareWith(ask, [funnel], fewer) : []
    const next = found && fewer[Number(found.world.slice(1))]
    if (!found || !next) break
    smallest = renamed(next, found.world, 'w0')
  }
  const [difference] = await compareWith(ask, [funnel], [smallest])
  return { world: smallest, difference }
}
