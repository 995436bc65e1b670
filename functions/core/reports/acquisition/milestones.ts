import { type Funnel, stepOf } from '../../funnel.ts'

/** Steps of a funnel by which leads are judged, counted from 1; 0 where the funnel has none. */
export interface Milestones {
  readonly mql: number
  readonly sql: number
}

/**
 * The SQL step is the funnel's qualified stage. The MQL step is the last stage before it that the
 * event `mql` enters, else the stage right before it; a funnel whose second stage is the qualified
 * one has none, because its first stage is the lead itself.
 */
export function milestonesOf(funnel: Funnel): Milestones {
  if (funnel.qualified_stage === undefined) return { mql: 0, sql: 0 }
  const sql = stepOf(funnel, funnel.qualified_stage)
  const named = funnel.stages
    .slice(0, sql - 1)
    .findLastIndex((stage) => stage.events?.includes('mql') ?? false)
  const mql = named === -1 ? sql - 1 : named + 1
  return { mql: mql > 1 || named === 0 ? mql : 0, sql }
}

/** What a step is called in receipts: its label, or that there is none. */
export const stepName = (funnel: Funnel, step: number): string =>
  step === 0 ? 'no stage' : (funnel.stages[step - 1]?.label ?? String(step))
