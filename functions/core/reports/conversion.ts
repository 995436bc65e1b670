import { defaultRule } from '../funnel.ts'
import type { Parameter } from '../literal.ts'
import { headlineFigures, headlineOf } from './conversion-figures.ts'
import { notesOf } from './conversion-notes.ts'
import { readRows } from './conversion-rows.ts'
import { sectionsOf } from './conversion-tables.ts'
import type { ReportDefinition, ReportInput } from './definition.ts'

const text = (value: string): Parameter => ({ type: 'string', value })
const day = (value: string): Parameter => ({ type: 'date', value })

function queries(input: ReportInput) {
  const { funnel, period, cohorts } = input
  const tries = {
    funnel: text(funnel.id),
    starts_on: day(period.startsOn),
    ends_on: day(period.endsOn),
  }
  const ruled = { ...tries, rule: text(defaultRule(input.funnel)) }
  return {
    stages: {
      query: 'conversion_stages',
      parameters: { ...tries, steps: { type: 'integer', value: funnel.stages.length } },
    },
    cohorts: {
      query: 'conversion_cohorts',
      parameters: {
        ...ruled,
        by: text(cohorts.by),
        starts_on: day(cohorts.startsOn),
        ends_on: day(cohorts.endsOn),
      },
    },
    breakdown: { query: 'conversion_breakdown', parameters: ruled },
    timeToWon: { query: 'conversion_time_to_won', parameters: ruled },
    negative: { query: 'conversion_negative_durations', parameters: ruled },
  } as const
}

/** How many subjects move from step to step, who is lost or still open, by cohort and segment. */
export const conversion: ReportDefinition = {
  id: 'conversion',
  title: 'Conversion',
  queries,
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      figures: headlineFigures(input, result),
      sections: sectionsOf(input, result),
      notes: notesOf(input, result),
    }
  },
}
