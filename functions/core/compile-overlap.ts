import { UsageError } from './errors.ts'
import { type Condition, type Funnel, type Matcher, type Stage, wonStep } from './funnel.ts'

/** More kinds of steps than this that one event may fit make the query too long to be read. */
const maxOverlapping = 6

const allowed = ({ equals, in: among }: Condition) =>
  equals === undefined ? among : ([equals] as readonly string[])

/** Whether no value of the field can meet both conditions. */
function contradict(a: Condition, b: Condition): boolean {
  if (a.field !== b.field) return false
  const [valuesA, valuesB] = [allowed(a), allowed(b)]
  if (valuesA && valuesB) return !valuesA.some((value) => valuesB.includes(value))
  if (valuesA) return b.present === false || valuesA.every((value) => value === b.not)
  if (valuesB) return contradict(b, a)
  return a.present !== undefined && b.present !== undefined && a.present !== b.present
}

function exclude(a: Matcher, b: Matcher): boolean {
  if (a.type !== undefined && b.type !== undefined && a.type !== b.type) return true
  if (a.events && b.events && !a.events.some((name) => b.events?.includes(name))) return true
  return (a.where ?? []).some((each) => (b.where ?? []).some((other) => contradict(each, other)))
}

const matchers = (stage: Stage): Matcher[] => [stage, ...(stage.or ?? [])]

/** Whether an event may fit both stages, as far as their definitions tell. */
export const mayShareEvents = (a: Stage, b: Stage): boolean =>
  matchers(a).some((each) => matchers(b).some((other) => !exclude(each, other)))

/** Steps that the same events fit, counted from 1. */
interface Kind {
  readonly stage: Stage
  readonly steps: readonly number[]
}

function kindsOf(funnel: Funnel, steps: readonly number[]): Kind[] {
  const kinds = new Map<string, Kind>()
  for (const step of steps) {
    const stage = funnel.stages[step - 1]
    if (!stage) continue
    const { events, any, type, where, or, first } = stage
    const isWon = funnel.uses_outcomes && step === wonStep(funnel)
    const key = JSON.stringify([events, any, type, where, or, first, isWon])
    kinds.set(key, { stage, steps: [...(kinds.get(key)?.steps ?? []), step] })
  }
  return [...kinds.values()]
}

const touches = (group: readonly Kind[], kind: Kind) =>
  group.some((each) => mayShareEvents(each.stage, kind.stage))

/** Kinds that share events, directly or through others, together. */
function groupsOf(kinds: readonly Kind[]): Kind[][] {
  let groups: Kind[][] = []
  for (const kind of kinds) {
    const near = groups.filter((group) => touches(group, kind))
    groups = [...groups.filter((group) => !near.includes(group)), [...near.flat(), kind]]
  }
  return groups
}

function subsets(kinds: readonly Kind[]): Kind[][] {
  const all: Kind[][] = [[]]
  for (const kind of kinds) all.push(...all.map((some) => [...some, kind]))
  return all
}

/** Steps of one kind, that is, which exactly the same events fit. */
type KindSteps = readonly number[]

/** Steps among which events are shared, and every set of their kinds. */
export interface Overlap {
  readonly steps: readonly number[]
  readonly sets: readonly (readonly KindSteps[])[]
}

/**
 * The steps in groups between which no event is shared. By Hall's theorem the steps of a group can
 * each have an event of their own when every set of them has at least as many events that fit one
 * of the set as it has steps; it is enough to look at sets of whole kinds. Throws UsageError when
 * too many kinds of steps share events.
 */
export function overlaps(funnel: Funnel, steps: readonly number[]): Overlap[] {
  return groupsOf(kindsOf(funnel, steps)).map((group) => {
    if (group.length > maxOverlapping) {
      const ids = group.map((kind) => kind.stage.id).join(', ')
      throw new UsageError(
        `wrong funnel definition: stages: one event may fit any of ${ids}; at most ${maxOverlapping} such stages can be ordered`,
      )
    }
    return {
      steps: group.flatMap((kind) => kind.steps).sort((a, b) => a - b),
      sets: subsets(group)
        .filter((set) => set.length > 0)
        .map((set) => set.map((kind) => kind.steps)),
    }
  })
}
