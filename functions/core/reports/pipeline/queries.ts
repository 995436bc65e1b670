import { defaultRule, stepOf, wonStep } from '../../funnel.ts'
import type { Dimension } from '../../journey-columns.ts'
import type { ReportSpan } from '../../period.ts'
import { conversionQueries } from '../conversion/queries.ts'
import type { ReportInput, ReportQuery } from '../definition.ts'
import { day, spanOf, text, texts, whole } from '../parameters.ts'
import { windowStart } from '../parts.ts'

type Span = Pick<ReportSpan, 'startsOn' | 'endsOn'>

const standard: readonly Dimension[] = ['segment', 'source', 'region', 'product', 'rep']
// Open opportunities and outcomes have no content.
const shownOf = ({ dimensions }: ReportInput) =>
  dimensions.filter((dimension) => dimension !== 'content' && dimension !== 'content_type')

/** What the pipeline and its outcomes are broken down by: the usual five, then what was asked for. */
export const dimensionsOf = (input: ReportInput): string[] => [
  ...new Set([...standard, ...shownOf(input)]),
]

/** Kind of the period that is forecast: that of the report, a month where it has none. */
export const forecastKind = ({ period }: ReportInput): string =>
  period.kind === undefined || period.kind === 'day' ? 'month' : period.kind

/** Event names that mean the qualified stage or a later one before won; none without such a stage. */
export function qualifiedNames({ funnel }: ReportInput): string[] {
  const { qualified_stage: stage, stages } = funnel
  if (stage === undefined) return []
  const late = stages.slice(stepOf(funnel, stage) - 1, wonStep(funnel) - 1)
  return [
    ...new Set(late.flatMap((each) => [each, ...(each.or ?? [])]).flatMap((m) => m.events ?? [])),
  ]
}

const qualifiedStep = ({ funnel }: ReportInput) =>
  funnel.qualified_stage === undefined ? 0 : stepOf(funnel, funnel.qualified_stage)

const outcomesQuery = (span: Span, dimensions: readonly string[]): ReportQuery => ({
  query: 'pipeline_outcomes',
  parameters: { ...spanOf(span), dimensions: texts(dimensions) },
})

const recentSpan = (input: ReportInput): Span => ({
  startsOn: windowStart(input),
  endsOn: input.period.endsOn,
})

const openQuery = ({ period }: ReportInput, dimensions: readonly string[]): ReportQuery => ({
  query: 'pipeline_open',
  parameters: { ends_on: day(period.endsOn), dimensions: texts(dimensions) },
})

function quotaQueries(input: ReportInput) {
  const { funnel, period } = input
  return {
    quotas: { query: 'pipeline_quotas', parameters: spanOf(period) },
    quotaOpen: {
      query: 'pipeline_quota_open',
      parameters: {
        ...spanOf(period),
        subject: text(funnel.subject),
        funnel: text(funnel.id),
        qualified_step: whole(qualifiedStep(input)),
        qualified_names: texts(qualifiedNames(input)),
      },
    },
  }
}

/** What the key figures need: everything together, nothing broken down. */
export const keyQueries = (input: ReportInput): Readonly<Record<string, ReportQuery>> => ({
  open: openQuery(input, ['all']),
  outcomes: outcomesQuery(input.period, ['all']),
  recent: outcomesQuery(recentSpan(input), ['all']),
  ...quotaQueries(input),
})

function forecastQueries(input: ReportInput): Readonly<Record<string, ReportQuery>> {
  const parameters = { kind: text(forecastKind(input)) }
  return {
    forecastDeals: { query: 'pipeline_forecast_deals', parameters },
    forecastRates: { query: 'pipeline_forecast_rates', parameters },
    forecastHistory: { query: 'pipeline_forecast_history', parameters },
  }
}

function leadQueries(input: ReportInput): Readonly<Record<string, ReportQuery>> {
  const { funnel, trend } = input
  const { progress, times } = conversionQueries(input)
  if (progress === undefined || times === undefined) {
    throw new Error('the conversion report has no queries for progress and times')
  }
  const qualified = {
    query: 'pipeline_qualified_leads',
    parameters: {
      ...spanOf(trend),
      subject: text(funnel.subject),
      funnel: text(funnel.id),
      rule: text(defaultRule(funnel)),
      qualified_step: whole(qualifiedStep(input)),
    },
  }
  return { progress, times, ...(qualifiedStep(input) === 0 ? {} : { qualified }) }
}

/** Every query of the page. */
export function pageQueries(input: ReportInput): Readonly<Record<string, ReportQuery>> {
  const { period, settings } = input
  const span = spanOf(period)
  const ends = { ends_on: day(period.endsOn) }
  const broken = dimensionsOf(input)
  const qualities = ['deal_type', 'sourced_by', 'competitor', 'answers']
  return {
    ...keyQueries(input),
    open: openQuery(input, ['all', 'stage', 'expected', ...broken]),
    outcomes: outcomesQuery(period, ['all', ...broken, ...qualities]),
    weights: {
      query: 'pipeline_weights',
      parameters: { ...ends, horizon_days: whole(settings.wonHorizonDays) },
    },
    walk: { query: 'pipeline_walk', parameters: span },
    slipped: { query: 'pipeline_slipped', parameters: span },
    largest: { query: 'pipeline_largest', parameters: ends },
    reasons: { query: 'pipeline_reasons', parameters: span },
    leftOut: { query: 'pipeline_left_out', parameters: span },
    ...forecastQueries(input),
    ...leadQueries(input),
  }
}
