import type { ReportInput, ReportQuery } from '../definition.ts'
import { day, text, whole } from '../parameters.ts'
import { countedChecks } from './checks.ts'

/** An event that is received so many days after it happened is late. */
export const lateAfterDays = 7

/** Examples of each check. */
export const shownExamples = 5

function parametersOf({ funnel, period, trend }: ReportInput) {
  return {
    funnel: { funnel: text(funnel.id) },
    period: { starts_on: day(period.startsOn), ends_on: day(period.endsOn) },
    trend: { starts_on: day(trend.startsOn), ends_on: day(trend.endsOn) },
    late: { late_seconds: whole(lateAfterDays * 86_400) },
    counted: { counted: { type: 'strings', value: countedChecks } },
  } as const
}

/** The queries behind the figures. */
export function checkedQueries(input: ReportInput) {
  const { funnel, period, late, counted } = parametersOf(input)
  return {
    checks: {
      query: 'data_quality_checks',
      parameters: { ...funnel, ...period, ...late, ...counted },
    },
    populations: { query: 'data_quality_populations', parameters: { ...funnel, ...period } },
  } satisfies Record<string, ReportQuery>
}

/** Every query of the page. */
export function queries(input: ReportInput) {
  const { funnel, period, trend, late } = parametersOf(input)
  return {
    ...checkedQueries(input),
    examples: {
      query: 'data_quality_examples',
      parameters: { ...funnel, ...period, ...late, shown: whole(shownExamples) },
    },
    fields: { query: 'data_quality_fields', parameters: {} },
    names: { query: 'data_quality_names', parameters: period },
    late: { query: 'data_quality_late', parameters: { ...trend, ...late } },
    receipts: { query: 'data_quality_receipts', parameters: period },
    wins: { query: 'data_quality_wins', parameters: period },
    merges: { query: 'data_quality_merges', parameters: { shown: whole(shownExamples) } },
  } satisfies Record<string, ReportQuery>
}
