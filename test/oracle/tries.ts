import type { Funnel } from '#core/funnel.ts'
import type { Turn } from './attempts.ts'
import { mostServed } from './matching.ts'

/** An event as the rule `ordered` sees it. */
export interface Signal extends Turn {
  /** Its time or, on a local day with a date-only event, the first moment of that day. */
  readonly moment: number
  /** The steps, counted from 1, that it may serve. */
  readonly steps: readonly number[]
}

/** The events of one subject with their moments. */
export function signalsOf(turns: readonly Turn[]): Signal[] {
  const days = Map.groupBy(turns, (turn) => turn.event.on)
  return turns.map((turn) => {
    const day = days.get(turn.event.on) ?? []
    const isLoose = day.some((each) => each.event.dateOnly)
    return {
      ...turn,
      moment: isLoose ? Math.min(...day.map((each) => each.event.at)) : turn.event.at,
      steps: turn.fits.flatMap((fits, index) => (fits ? [index + 1] : [])),
    }
  })
}

/** The moments of these events from a moment on, each once, in order. */
export const momentsFrom = (start: number, signals: readonly Signal[]) =>
  [...new Set(signals.map(({ moment }) => moment))]
    .filter((moment) => moment >= start)
    .sort((a, b) => a - b)

/** Numbers of the events that may serve the step. */
const choicesOf = (step: number, signals: readonly Signal[]) =>
  signals.flatMap(({ steps }, index) => (steps.includes(step) ? [index] : []))

/** Whether the events of one moment can serve all these steps. */
function canServe(funnel: Funnel, steps: readonly number[], signals: readonly Signal[]): boolean {
  const choices = steps.map((step) => choicesOf(step, signals))
  return funnel.reuses_events
    ? choices.every((each) => each.length > 0)
    : mostServed(choices) === steps.length
}

/** The moment of each step, by its number; steps that never come are missing. */
export type Times = ReadonlyMap<number, number>

/** Each step that is not optional at its earliest moment at or after the step before. */
function requiredTimes(funnel: Funnel, start: number, signals: readonly Signal[]): Times {
  const times = new Map([[1, start]])
  for (const [index, stage] of funnel.stages.entries()) {
    if (index === 0 || stage.optional) continue
    const before = Math.max(...times.values())
    const found = momentsFrom(before, signals).find((moment) => {
      if (funnel.increasing && moment === before) return false
      const together = [...times].filter(([, time]) => time === moment).map(([step]) => step)
      const events = signals.filter((each) => each.moment === moment)
      return canServe(funnel, [...together, index + 1], events)
    })
    if (found === undefined) break
    times.set(index + 1, found)
  }
  return times
}

/** Times of the steps in their order; an optional one may lie between the required ones around it. */
export function inOrder(funnel: Funnel, start: number, signals: readonly Signal[]): Times {
  const required = requiredTimes(funnel, start, signals)
  const times = new Map(required)
  const needed = funnel.stages.flatMap((stage, index) =>
    index === 0 || !stage.optional ? [index + 1] : [],
  )
  for (const [index, stage] of funnel.stages.entries()) {
    const step = index + 1
    if (needed.includes(step) || !stage.optional) continue
    const before = required.get(needed.findLast((each) => each < step) ?? 1)
    const after = required.get(needed.find((each) => each > step) ?? 0) ?? Number.POSITIVE_INFINITY
    if (before === undefined) continue
    const [found] = momentsFrom(
      before,
      signals.filter((each) => each.steps.includes(step)),
    )
    if (found !== undefined && found <= after) times.set(step, found)
  }
  return times
}

/** The n-th step at the moment by which n different steps have had an event of their own. */
export function inAnyOrder(funnel: Funnel, start: number, signals: readonly Signal[]): Times {
  const times = new Map<number, number>()
  for (const moment of momentsFrom(start, signals)) {
    const events = signals.filter((each) => each.moment >= start && each.moment <= moment)
    const served = mostServed(funnel.stages.map((_, index) => choicesOf(index + 1, events)))
    for (let step = times.size + 1; step <= served; step += 1) times.set(step, moment)
  }
  return times
}
