import type { Parameter } from '../../literal.ts'
import { ruled } from '../conversion/parameters.ts'
import type { ReportInput, ReportQuery } from '../definition.ts'
import { figureQueries } from '../funnel-figures.ts'
import { day, spanOf, text, texts, whole } from '../parameters.ts'
import { milestonesOf } from './milestones.ts'
import {
  acceptedNames,
  accountsShown,
  activePeople,
  intentDays,
  pricingViews,
  qualificationKeys,
  rejectedNames,
  rfpAnswered,
  rfpReceived,
  surgeBlocks,
  surgeRatio,
  surgeTouches,
} from './thresholds.ts'

type Queries = Readonly<Record<string, ReportQuery>>

const firstDay = '1990-01-01'
const msPerDay = 86_400_000

const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(date) - days * msPerDay).toISOString().slice(0, 10)

/** Dimensions of the lead tables: where leads come from, then what the report was asked for. */
export const leadDimensions = (input: ReportInput): string[] => [
  ...new Set(['source', 'channel', 'campaign', ...input.dimensions]),
]

const dimensionsOf = (input: ReportInput) => ({
  dimensions: texts(['all', ...leadDimensions(input)]),
})

const previousOf = ({ previous }: ReportInput): Record<string, Parameter> => ({
  previous_starts_on: day(previous?.startsOn ?? null),
  previous_ends_on: day(previous?.endsOn ?? null),
})

const noPrevious = { previous_starts_on: day(null), previous_ends_on: day(null) }

/** Leads that first reached the qualified stage; nothing to ask of a funnel that has none. */
export function qualifiedQueries(input: ReportInput): Queries {
  const { funnel, period } = input
  const { sql } = milestonesOf(funnel)
  if (sql === 0) return {}
  return {
    qualified: {
      query: 'acquisition_qualified',
      parameters: {
        ...ruled(input),
        starts_on: day(firstDay),
        ends_on: day(period.endsOn),
        period_starts_on: day(period.startsOn),
        ...previousOf(input),
        sql_step: whole(sql),
        ...dimensionsOf(input),
      },
    },
  }
}

function leadQueries(input: ReportInput): Queries {
  const { funnel, period, trend } = input
  const { mql, sql } = milestonesOf(funnel)
  const steps = { mql_step: whole(mql), sql_step: whole(sql) }
  const subject = { subject: text(funnel.subject) }
  const tries = { ...ruled(input), ...subject, ...steps, ...dimensionsOf(input) }
  return {
    leads: {
      query: 'acquisition_leads',
      parameters: { ...spanOf(period), ...previousOf(input), ...dimensionsOf(input) },
    },
    leadHistory: {
      query: 'acquisition_leads',
      parameters: { ...spanOf(trend), ...noPrevious, ...dimensionsOf(input) },
    },
    conversions: {
      query: 'acquisition_conversions',
      parameters: { ...tries, ...spanOf(period) },
    },
    conversionHistory: {
      query: 'acquisition_conversions',
      parameters: { ...tries, ...spanOf(trend) },
    },
    visitors: { query: 'acquisition_visitors', parameters: spanOf(period) },
    answers: {
      query: 'acquisition_answers',
      parameters: {
        ...spanOf(period),
        accepted_names: texts(acceptedNames),
        rejected_names: texts(rejectedNames),
      },
    },
    ...(mql > 0 && (funnel.subject === 'lead' || funnel.subject === 'contact')
      ? {
          scores: {
            query: 'acquisition_scores',
            parameters: { ...ruled(input), ...subject, ...steps, ...spanOf(trend) },
          },
        }
      : {}),
  }
}

function accountQueries(input: ReportInput): Queries {
  const { period } = input
  const lookBack = Math.max(7 * (surgeBlocks + 1), intentDays)
  return {
    targets: {
      query: 'acquisition_targets',
      parameters: { ...spanOf(period), active_people: whole(activePeople) },
    },
    intent: {
      query: 'acquisition_intent',
      parameters: {
        // One day more, because a local day may begin before the same moment in UTC.
        since_on: day(daysBefore(period.endsOn, lookBack + 1)),
        ends_on: day(period.endsOn),
        surge_touches: whole(surgeTouches),
        surge_ratio: whole(surgeRatio),
        window_days: whole(intentDays),
        pricing_views: whole(pricingViews),
        active_people: whole(activePeople),
        shown: whole(accountsShown),
      },
    },
  }
}

/** Wins and open pipeline by where they come from, for the finding that needs them. */
function dealQueries(input: ReportInput): Queries {
  const { period, trend } = input
  return {
    origins: {
      query: 'acquisition_sources',
      parameters: {
        ...spanOf(trend),
        rate_on: day(daysBefore(trend.endsOn, 1)),
        ...dimensionsOf(input),
      },
    },
    qualification: {
      query: 'acquisition_qualification',
      parameters: { ...spanOf(trend), keys: texts(qualificationKeys) },
    },
    committee: {
      query: 'acquisition_committee',
      parameters: { ...spanOf(trend), period_starts_on: day(period.startsOn) },
    },
    wonLost: { query: 'acquisition_won_lost', parameters: spanOf(trend) },
  }
}

/** Every query of the page; those of the stages' key metrics are shared with the conversion report. */
export function acquisitionQueries(input: ReportInput): Queries {
  return {
    ...qualifiedQueries(input),
    ...leadQueries(input),
    engagement: {
      query: 'acquisition_engagement',
      parameters: { ...spanOf(input.period), ...previousOf(input) },
    },
    rfps: {
      query: 'acquisition_rfps',
      parameters: {
        ...spanOf(input.period),
        received_name: text(rfpReceived),
        answered_name: text(rfpAnswered),
      },
    },
    ...accountQueries(input),
    ...dealQueries(input),
    ...figureQueries(input),
  }
}
