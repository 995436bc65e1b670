import { isChained } from '../../compile-ordered-plan.ts'
import { maxTries } from '../../compile-ordered-reentry.ts'
import { defaultRule, wonStep } from '../../funnel.ts'
import type { ReportSpan } from '../../period.ts'
import type { ReportInput, ReportQuery } from '../definition.ts'
import { figureQueries } from '../funnel-figures.ts'
import { day, spanOf, text, texts, whole } from '../parameters.ts'
import {
  coldDays,
  horizonOf,
  leastFitScore,
  leastVisits,
  onceOf,
  placeOf,
  reactivationDays,
  ruled,
  spanParameters,
  spansOf,
  trendBefore,
  wonHorizonDays,
  wonHorizonOf,
} from './parameters.ts'

/** The counts of the period and of those that it is held against, by dimension. */
export function breakdownQuery(input: ReportInput): ReportQuery {
  const spans = Object.values(spansOf(input)).filter((span) => span !== null)
  const { comparison } = input
  const compared = comparison?.with === 'segment' ? [comparison.dimension] : []
  const asked = [...new Set(['all', ...input.dimensions, ...compared])]
  return {
    query: 'conversion_breakdown',
    parameters: {
      ...ruled(input),
      ...onceOf(input.funnel, defaultRule(input.funnel)),
      ...spanParameters(input),
      starts_on: day(spans.map((span) => span.startsOn).sort()[0] ?? input.period.startsOn),
      ends_on: day(
        spans
          .map((span) => span.endsOn)
          .sort()
          .at(-1) ?? input.period.endsOn,
      ),
      dimensions: texts(asked),
    },
  }
}

/** One query for each dimension that counts under another value than that of the entry. */
function attributedQueries(input: ReportInput): Record<string, ReportQuery> {
  const { attribution, funnel, period } = input
  if (attribution.at === 'entry') return {}
  const shared = { ...ruled(input), ...spanOf(period), steps: whole(funnel.stages.length) }
  const needed = funnel.stages.flatMap((stage, index) => (stage.optional ? [] : `${index + 1}`))
  const step = attribution.at === 'step' ? attribution.step : 0
  const own =
    attribution.at === 'every'
      ? { query: 'conversion_breakdown_every', more: { needed: texts(needed) } }
      : {
          query: 'conversion_breakdown_at',
          more: { step: whole(step), subject: text(funnel.subject) },
        }
  return Object.fromEntries(
    input.dimensions.map((dimension) => [
      `attributed_${dimension}`,
      {
        query: own.query,
        parameters: {
          ...shared,
          ...own.more,
          ...placeOf(dimension),
        },
      },
    ]),
  )
}

/** What became of the tries of these days at each step. */
function progressQuery(input: ReportInput, span: Pick<ReportSpan, 'startsOn' | 'endsOn'>) {
  const { funnel, dimensions } = input
  return {
    query: 'conversion_progress',
    parameters: {
      ...ruled(input),
      ...spanOf(span),
      ...placeOf(dimensions[0]),
      steps: whole(funnel.stages.length),
      horizons: texts(funnel.stages.map((_, index) => `${horizonOf(funnel, index + 1)}`)),
      won_days: whole(wonHorizonDays),
      reentry_after_days: whole(funnel.reentry_after_days ?? null),
      window_seconds: whole(funnel.window_seconds ?? null),
    },
  }
}

/** Only tries that wait for the one before are limited in number. */
function triesQuery({ funnel, period }: ReportInput): Record<string, ReportQuery> {
  if (!isChained(funnel)) return {}
  const parameters = { funnel: text(funnel.id), ...spanOf(period), most: whole(maxTries) }
  return { mostTries: { query: 'conversion_most_tries', parameters } }
}

function historyQueries(input: ReportInput): Record<string, ReportQuery> {
  const { funnel } = input
  const count = funnel.stages.length
  const tries = { ...ruled(input), ...spanOf(input.trend) }
  const valued = { ...tries, ...placeOf(input.dimensions[0]) }
  const subject = text(funnel.subject)
  const before = trendBefore(input)
  const targets = funnel.stages.map((stage) => `${stage.target_days ?? ''}`)
  return {
    progress: progressQuery(input, input.trend),
    ...(before === null ? {} : { progressBefore: progressQuery(input, before) }),
    times: { query: 'conversion_times', parameters: timesOf(input, input.trend) },
    causes: {
      query: 'conversion_causes',
      parameters: {
        ...valued,
        subject,
        cold_days: whole(coldDays),
        least_visits: whole(leastVisits),
        target_days: texts(targets),
      },
    },
    fit: {
      query: 'conversion_fit',
      parameters: { ...valued, subject, steps: whole(count), least_score: whole(leastFitScore) },
    },
    wonValues: {
      query: 'conversion_won_values',
      parameters: {
        ...valued,
        won_step: whole(wonStep(funnel)),
      },
    },
  }
}

const timesOf = (input: ReportInput, span: Pick<ReportSpan, 'startsOn' | 'endsOn'>) => ({
  ...ruled(input),
  ...spanOf(span),
  steps: whole(input.funnel.stages.length),
  won_step: whole(wonStep(input.funnel)),
})

const firstDay = '1990-01-01'

/** Everything that the conversion report reads. */
export function conversionQueries(input: ReportInput): Record<string, ReportQuery> {
  const { funnel, period, cohorts, trend } = input
  const steps = whole(funnel.stages.length)
  const tries = { funnel: text(funnel.id), ...spanOf(period) }
  const once = onceOf(funnel, 'ordered')
  const reached = { reached_from: day(period.startsOn), steps }
  return {
    stages: { query: 'conversion_stages', parameters: { ...tries, ...once, steps } },
    periods: {
      query: 'conversion_periods',
      parameters: { ...tries, starts_on: day(firstDay), ...once, ...reached },
    },
    cohorts: {
      query: 'conversion_cohorts',
      parameters: {
        ...ruled(input),
        ...spanOf(cohorts),
        ...onceOf(funnel, defaultRule(funnel)),
        by: text(cohorts.by),
        horizon_days: whole(wonHorizonOf(funnel)),
      },
    },
    breakdown: breakdownQuery(input),
    ...attributedQueries(input),
    timeToWon: { query: 'conversion_times', parameters: timesOf(input, period) },
    negative: {
      query: 'conversion_negative_durations',
      parameters: { ...ruled(input), ...spanOf(period) },
    },
    ...historyQueries(input),
    ...triesQuery(input),
    movement: {
      query: 'conversion_movement',
      parameters: {
        ...tries,
        trend_starts_on: day(trend.startsOn),
        steps,
        reactivation_days: whole(reactivationDays),
      },
    },
    ...figureQueries(input),
  }
}
