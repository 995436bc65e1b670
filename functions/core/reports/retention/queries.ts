import type { ReportInput, ReportQuery } from '../definition.ts'
import { day } from '../parameters.ts'
import { shownDimensions } from './parts.ts'

const mostMonths = 36

/** Months are shown from the start of the trend, at most so many up to the period's end. */
function firstMonth({ trend }: ReportInput): string {
  const end = new Date(trend.endsOn)
  const earliest = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - mostMonths, 1))
    .toISOString()
    .slice(0, 10)
  const [, later = earliest] = [earliest, trend.startsOn].sort()
  return later
}

function parametersOf(input: ReportInput) {
  const { period, trend } = input
  return {
    period: { starts_on: day(period.startsOn), ends_on: day(period.endsOn) },
    year: { year_starts_on: day(trend.startsOn) },
    months: { months_start_on: day(firstMonth(input)) },
    dimensions: {
      dimensions: { type: 'strings', value: ['all', ...shownDimensions(input)] },
    },
  } as const
}

/** The query of the movements alone, for figures that other pages quote. */
export function movementQuery(input: ReportInput): ReportQuery {
  const { period, year, months, dimensions } = parametersOf(input)
  return {
    query: 'retention_movements',
    parameters: { ...period, ...year, ...months, ...dimensions },
  }
}

/** Every query of the page. */
export function retentionQueries(input: ReportInput) {
  const { period, year, months, dimensions } = parametersOf(input)
  const spans = { ...period, ...year }
  return {
    movements: movementQuery(input),
    subscribers: { query: 'retention_subscribers', parameters: { ...spans, ...months } },
    changes: { query: 'retention_changes', parameters: period },
    renewals: { query: 'retention_renewals', parameters: { ...spans, ...dimensions } },
    due: { query: 'retention_due', parameters: {} },
    onboarding: { query: 'retention_onboarding', parameters: { ...spans, ...dimensions } },
    reasons: { query: 'retention_reasons', parameters: { ...period, ...dimensions } },
    surveys: { query: 'retention_surveys', parameters: { ...spans, ...dimensions } },
    triggers: { query: 'retention_triggers', parameters: period },
    referrals: { query: 'retention_referrals', parameters: spans },
    leftOut: { query: 'retention_left_out', parameters: period },
  } as const
}
