import type { Period } from '../../calendar.ts'
import { defaultRule } from '../../funnel.ts'
import type { ReportInput } from '../definition.ts'
import { day, text, texts } from '../parameters.ts'
import { type RollingUnit, unitParameters } from './units.ts'

/** What ages are counted in where each member has its own start. */
export const unitOf = (by: Period['kind']): RollingUnit => {
  if (by === 'fiscal_quarter') return 'quarter'
  return by === 'fiscal_year' ? 'year' : by
}

/** Ordered tries of these entries count once a subject in each period. */
const onceOf = ({ funnel }: ReportInput) =>
  defaultRule(funnel) === 'ordered' && ['first', 'every'].includes(funnel.entries) ? 'yes' : 'no'

/** Everything that the report asks for; `paid` is the money behind the lifetime value. */
export function queries(input: ReportInput) {
  const { funnel, cohorts } = input
  const by = { by: text(cohorts.by) }
  const span = { starts_on: day(cohorts.startsOn), ends_on: day(cohorts.endsOn) }
  return {
    calendar: {
      query: 'cohort_calendar',
      parameters: { ...by, ...span, memberships: texts(['first', 'every']) },
    },
    rolling: {
      query: 'cohort_rolling',
      parameters: {
        ...by,
        ...span,
        memberships: texts(['first']),
        ...unitParameters(unitOf(cohorts.by)),
      },
    },
    conversion: {
      query: 'cohort_conversion',
      parameters: {
        ...by,
        ...span,
        funnel: text(funnel.id),
        rule: text(defaultRule(funnel)),
        once: text(onceOf(input)),
        steps: { type: 'integer', value: funnel.stages.length },
      },
    },
    paid: {
      query: 'unit_economics_cohorts',
      parameters: { cohorts_start_on: day(cohorts.startsOn), ends_on: day(cohorts.endsOn) },
    },
  } as const
}
