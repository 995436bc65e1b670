import type { ReportSpan } from '../../period.ts'
import { monthsEarlier } from '../../period-before.ts'
import type { ReportInput, ReportQuery } from '../definition.ts'
import { day, spanOf, text, texts, whole } from '../parameters.ts'

/** Months behind churn, quarters and cohorts shown. */
export const churnMonths = 6
const quartersShown = 8
const cohortMonths = 24

const spendDimensions = ['all', 'channel', 'campaign', 'campaign_type', 'segment'] as const
export const revenueDimensions = ['channel', 'segment', 'icp'] as const

function spendQuery({ settings }: ReportInput, span: ReportSpan, dimensions: readonly string[]) {
  return {
    query: 'unit_economics_spend',
    parameters: {
      ...spanOf(span),
      lag_months: whole(settings.cacLagMonths),
      dimensions: texts(dimensions),
    },
  }
}

const earnedQuery = (span: ReportSpan, dimensions: readonly string[]) => ({
  query: 'unit_economics_attribution',
  parameters: { ...spanOf(span), dimensions: texts(dimensions) },
})

function recurringQueries({ endsOn }: ReportSpan, dimensions: readonly string[]) {
  const ends = { ends_on: day(endsOn), dimensions: texts(dimensions) }
  return {
    recurring: {
      query: 'unit_economics_recurring',
      parameters: { ...ends, months: whole(churnMonths) },
    },
    mrr: { query: 'unit_economics_mrr', parameters: ends },
  }
}

const coreQueries = (input: ReportInput, span: ReportSpan) => ({
  spend: spendQuery(input, span, ['all']),
  earned: earnedQuery(span, ['all']),
  ...recurringQueries(span, ['all']),
})

/** What the key figures need: everything together, nothing broken down. */
export const keyQueries = (input: ReportInput): Readonly<Record<string, ReportQuery>> =>
  coreQueries(input, input.period)

function comparedQueries(input: ReportInput): Readonly<Record<string, ReportQuery>> {
  const spans = [
    ['Before', input.previous],
    ['YearBefore', input.yearBefore],
  ] as const
  return Object.fromEntries(
    spans.flatMap(([suffix, span]) =>
      span === null
        ? []
        : Object.entries(coreQueries(input, span)).map(([name, query]) => [
            `${name}${suffix}`,
            query,
          ]),
    ),
  )
}

/** The first month whose new customers are followed: two years, or the period where it is longer. */
export function cohortsStart({ period }: ReportInput): string {
  const start = monthsEarlier(period.endsOn, cohortMonths)
  return [period.startsOn, start].toSorted()[0] ?? start
}

/** Every query of the page. */
export function pageQueries(input: ReportInput): Readonly<Record<string, ReportQuery>> {
  const { funnel, period, trend } = input
  const ends = { ends_on: day(period.endsOn) }
  return {
    spend: spendQuery(input, period, spendDimensions),
    earned: earnedQuery(period, [...spendDimensions, 'content_type']),
    ...recurringQueries(period, ['all', ...revenueDimensions]),
    ...comparedQueries(input),
    entrants: {
      query: 'unit_economics_entrants',
      parameters: {
        ...spanOf(period),
        funnel: text(funnel.id),
        dimensions: texts(['all', 'channel']),
      },
    },
    quarters: {
      query: 'unit_economics_quarters',
      parameters: { ...ends, quarters: whole(quartersShown) },
    },
    cohorts: {
      query: 'unit_economics_cohorts',
      parameters: { ...ends, cohorts_start_on: day(cohortsStart(input)) },
    },
    lags: {
      query: 'unit_economics_lags',
      parameters: { ...ends, lags_start_on: day(trend.startsOn) },
    },
    sourced: { query: 'unit_economics_sourced', parameters: spanOf(period) },
    leftOut: {
      query: 'unit_economics_left_out',
      parameters: {
        ...spanOf(period),
        recurring_start_on: day(monthsEarlier(period.endsOn, churnMonths)),
      },
    },
  }
}
