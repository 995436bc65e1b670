import { type Funnel, stepOf } from '#core/funnel.ts'
import type { Turn } from './attempts.ts'
import { inAnyOrder, inOrder, momentsFrom, type Signal, signalsOf, type Times } from './tries.ts'

const never = Number.POSITIVE_INFINITY

/** A run from an entry. */
export interface Try {
  readonly entry: Signal
  readonly times: Times
  /** The last moment of its windows. */
  readonly closesAt: number
  /** The moment of an event that ended it before its last step. */
  readonly stopsAt: number
  /** From when on the next try may start, where several tries count. */
  readonly resumesAt: number
  readonly isVoid: boolean
}

interface Exclusion {
  readonly from: number
  readonly to: number
  readonly voids: boolean
  /** Whether an event that ends the try may start the next one. */
  readonly mayStart: boolean
  /** Moments of its events. */
  readonly moments: readonly number[]
}

/** Where several tries count, and in any order, an exclusion ends a try and does not void it. */
const endsOnly = (funnel: Funnel) =>
  funnel.any_order || funnel.entries === 'reentry' || funnel.entries === 'restart'

const exclusionsOf = (funnel: Funnel, signals: readonly Signal[]): Exclusion[] =>
  funnel.exclusions.map(({ from, to, effect }, index) => ({
    from: stepOf(funnel, from),
    to: stepOf(funnel, to),
    voids: effect === 'void' && !endsOnly(funnel),
    mayStart: effect === 'end',
    moments: momentsFrom(
      -never,
      signals.filter((each) => each.excludes[index]),
    ),
  }))

const isAfter = (start: number) => (moment: number) => moment > start
const firstFrom = (times: Times, step: number) =>
  [...times].filter(([each]) => each >= step).sort(([a], [b]) => a - b)[0]?.[1]

/** The events that a try from this entry can use: those with the same held value. */
const alike = (funnel: Funnel, entry: Signal, signals: readonly Signal[]) =>
  funnel.hold_constant ? signals.filter((each) => each.held === entry.held) : signals

/** Takes the steps one by one until one comes too late, after an excluding or a foreign event. */
function withinLimits(
  funnel: Funnel,
  found: Times,
  exclusions: readonly Exclusion[],
  all: readonly Signal[],
): Times {
  const { window_seconds: window = never, step_window_seconds: stepWindow = never } = funnel
  const times = new Map<number, number>()
  for (const [step, time] of [...found].sort(([a], [b]) => a - b)) {
    const start = times.get(1) ?? time
    const before = [...times.values()].at(-1) ?? time
    const isBarred = exclusions.some(({ from, to, voids, moments }) => {
      const begun = times.get(from)
      if (voids || begun === undefined || step > to) return false
      return moments.some((moment) => moment > begun && moment < time)
    })
    const isForeign = funnel.strict && all.some(({ moment }) => moment > before && moment < time)
    const isLate = time > start + window * 1_000 || time > before + stepWindow * 1_000
    if (!isBarred && !isForeign && !isLate) times.set(step, time)
    else if (!funnel.stages[step - 1]?.optional) break
  }
  return times
}

interface Stop {
  readonly at: number
  readonly mayStart: boolean
}

/** The events that end a try without its last step. */
function stopsOf(
  funnel: Funnel,
  times: Times,
  exclusions: readonly Exclusion[],
  all: readonly Signal[],
): Stop[] {
  if (times.has(funnel.stages.length)) return []
  const stops = exclusions.flatMap(({ from, to, voids, mayStart, moments }) => {
    const begun = times.get(from)
    if (voids || begun === undefined || firstFrom(times, to) !== undefined) return []
    return [{ at: moments.find(isAfter(begun)) ?? never, mayStart }]
  })
  const [foreign = never] = momentsFrom(Math.max(...times.values()) + 1, all)
  return funnel.strict ? [...stops, { at: foreign, mayStart: true }] : stops
}

/** With it a try is complete; optional steps after it need not come. */
const lastStep = ({ stages, any_order }: Funnel) =>
  any_order ? stages.length : stages.findLastIndex((stage) => !stage.optional) + 1 || 1

/** The run from an entry over the events `within` its attempt or subject; `all` are the subject's. */
function runFrom(
  funnel: Funnel,
  entry: Signal,
  within: readonly Signal[],
  all: readonly Signal[],
): Try {
  const { window_seconds: window = never, step_window_seconds: stepWindow = never } = funnel
  const own = alike(funnel, entry, within)
  const exclusions = exclusionsOf(funnel, own)
  const find = funnel.any_order ? inAnyOrder : inOrder
  const times = withinLimits(funnel, find(funnel, entry.moment, own), exclusions, all)
  const last = Math.max(...times.values())
  const closesAt = Math.min(entry.moment + window * 1_000, last + stepWindow * 1_000)
  const stops = stopsOf(funnel, times, exclusions, all)
  const stopsAt = Math.min(never, ...stops.map(({ at }) => at))
  const afterStops = stops.map(({ at, mayStart }) => (mayStart ? at : at + 1))
  const done = times.get(lastStep(funnel))
  const resumesAt = done === undefined ? Math.min(closesAt + 1, ...afterStops) : done + 1
  const isVoid = exclusions.some(({ from, to, voids, moments }) => {
    const begun = times.get(from)
    const excluded = begun === undefined ? undefined : moments.find(isAfter(begun))
    if (!voids || excluded === undefined) return false
    const until = firstFrom(times, to)
    return until === undefined ? excluded <= Math.min(closesAt, stopsAt) : excluded < until
  })
  return { entry, times, closesAt, stopsAt, resumesAt, isVoid }
}

/** Events that can start a try, in order; of several at one moment the first. */
function entriesOf(funnel: Funnel, signals: readonly Signal[]): Signal[] {
  const starts = signals.filter(({ steps, held }) => {
    const fits = funnel.any_order ? steps.length > 0 : steps.includes(1)
    return fits && (funnel.hold_constant === undefined || held !== undefined)
  })
  return [...Map.groupBy(starts, ({ moment, held }) => `${moment} ${held}`).values()].flatMap(
    (same) => same.slice(0, 1),
  )
}

/** Each try starts after the one before is over, or with `restart` at an entry before its second step. */
function chained(funnel: Funnel, runs: readonly Try[]): Try[] {
  const counted: Try[] = []
  let current = runs[0]
  while (current !== undefined) {
    const { entry, times, closesAt, stopsAt, resumesAt }: Try = current
    const next: Try | undefined = runs.find((each) => each.entry.moment > entry.moment)
    const nextAt = next?.entry.moment ?? never
    const second = firstFrom(times, 2)
    const isBefore = second === undefined ? nextAt <= Math.min(closesAt, stopsAt) : nextAt < second
    const restarts = funnel.entries === 'restart' && next !== undefined && isBefore
    const asItStands = { times: new Map([[1, entry.moment]]), stopsAt: nextAt }
    counted.push(restarts ? { ...current, ...asItStands } : current)
    current = restarts
      ? next
      : runs.find((each) => each.entry.moment >= Math.max(resumesAt, nextAt))
  }
  return counted
}

/** The tries of one subject that count under the rule `ordered`, in order of their entries. */
export function triesOf(funnel: Funnel, turns: readonly Turn[]): Try[] {
  const signals = signalsOf(turns)
  if (funnel.entries === 'attempt') {
    return [...Map.groupBy(signals, ({ attempt }) => attempt).values()].flatMap((within) => {
      const [entry] = entriesOf(funnel, within)
      const run = entry && runFrom(funnel, entry, within, signals)
      return run === undefined || run.isVoid ? [] : [run]
    })
  }
  const runs = entriesOf(funnel, signals).map((entry) => runFrom(funnel, entry, signals, signals))
  if (funnel.entries === 'first') return runs.slice(0, 1).filter(({ isVoid }) => !isVoid)
  if (funnel.entries === 'every') return runs.filter(({ isVoid }) => !isVoid)
  const chains = [...Map.groupBy(runs, ({ entry }) => entry.held).values()]
  const places = new Map(signals.map((signal, index) => [signal, index]))
  return chains
    .flatMap((chain) => chained(funnel, chain))
    .sort((a, b) => (places.get(a.entry) ?? 0) - (places.get(b.entry) ?? 0))
}
