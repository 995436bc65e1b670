import { defaultRule, type Funnel, type Rule, wonStep } from '../../funnel.ts'
import { type Dimension, dimensions } from '../../journey-columns.ts'
import type { Parameter } from '../../literal.ts'
import { yearsEarlier } from '../../period-before.ts'
import type { ReportInput } from '../definition.ts'
import { day, text, whole } from '../parameters.ts'

/** A rate is judged on those at least so old, where a stage has no target days. */
export const matureDays = 90
/** Within so many days of reaching a stage a win counts for what the stage is worth. */
export const wonHorizonDays = 180
/** An open try without a touch by a person for so long is going cold. */
export const coldDays = 14
/** A pause followed by an advance within so many days is a reactivation. */
export const reactivationDays = 90
/** Accounts with at least this score fit the ideal customer. */
export const leastFitScore = 50
/** Fewer finished visits than this don't tell how long one usually lasts. */
export const leastVisits = 30

/** Days after which a stage's rate is judged: its target days, else 90. */
export const horizonOf = (funnel: Funnel, step: number): number =>
  funnel.stages[step - 1]?.target_days ?? matureDays

/** The horizon from the first step to won: the sum of all targets up to there, else 90 days. */
export function wonHorizonOf(funnel: Funnel): number {
  const targets = funnel.stages.slice(0, wonStep(funnel) - 1).map((stage) => stage.target_days)
  const known = targets.filter((target) => target !== undefined)
  return known.length === targets.length ? known.reduce((sum, days) => sum + days, 0) : matureDays
}

const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/** The funnel and its first rule. */
export const ruled = ({ funnel }: Pick<ReportInput, 'funnel'>) => ({
  funnel: text(funnel.id),
  rule: text(defaultRule(funnel)),
})

/** Ordered tries of these entries count once a subject in each cell of a table. */
const countsOnce = ({ entries }: Funnel) => entries === 'first' || entries === 'every'

/** Whether a subject counts once among the tries of the rule. */
export const onceOf = (funnel: Funnel, rule: Rule) => ({
  once: text(rule === 'ordered' && countsOnce(funnel) ? 'yes' : 'no'),
})

/** The days a year before those of figures that need history; null for everything there is. */
export const trendBefore = ({ period, trend }: ReportInput) =>
  period.label === 'all'
    ? null
    : { startsOn: yearsEarlier(trend.startsOn, 1), endsOn: yearsEarlier(trend.endsOn, 1) }

/** Where a dimension stands among the columns of a journey. */
export const placeOf = (dimension: Dimension) => ({
  dimension_place: whole(dimensions.indexOf(dimension) + 1),
})

/** The spans that the breakdown counts, by the names that its rows carry. */
export function spansOf({ period, previous, yearBefore, comparison }: ReportInput) {
  const compared = comparison?.with === 'period' ? comparison.span : null
  return { now: period, previous, year_before: yearBefore, compared }
}

/** How much younger the period is than a span: what a span had won when it was as old. */
export function spanParameters(input: ReportInput): Record<string, Parameter> {
  const entries = Object.entries(spansOf(input)).flatMap(([name, span]) => [
    [`${name}_starts_on`, day(span?.startsOn ?? null)] as const,
    [`${name}_ends_on`, day(span?.endsOn ?? null)] as const,
    ...(name === 'now'
      ? []
      : [
          [
            `${name}_younger_days`,
            whole(
              span === null ? null : Math.max(0, daysBetween(span.endsOn, input.period.endsOn)),
            ),
          ] as const,
        ]),
  ])
  return Object.fromEntries(entries)
}
