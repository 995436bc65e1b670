import type { Period } from '../../calendar.ts'
import { wonStep } from '../../funnel.ts'
import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, receipt, shareOf, stageLabel } from '../parts.ts'
import { enteredOf, pooledReached } from './conversion.ts'
import { isByMonths, periodWord } from './grid.ts'
import { completeness, defaults, keptOf, windowOf } from './kept.ts'
import { lifetimeDefinition, payingOf, pooledValue } from './lifetime.ts'
import { pooled } from './retained.ts'
import { definitionsOf } from './retention.ts'
import type { CohortResult } from './rows.ts'

/** Ages that the figures look at; the second is that of the conversion. */
const agesOfKind: Readonly<Record<Period['kind'], readonly [number, number, number]>> = {
  day: [1, 7, 30],
  week: [1, 4, 12],
  month: [1, 3, 12],
  quarter: [1, 2, 4],
  year: [1, 2, 3],
  fiscal_quarter: [1, 2, 4],
  fiscal_year: [1, 2, 3],
}

const valueAfter = 12

const noCohort = { missing: 'no cohort is old enough' }

const after = (input: ReportInput, age: number) => `after ${age} ${periodWord(input, age)}`

/** Share of the first definition's accounts that were active so many periods after they joined. */
export function retainedFigures(input: ReportInput, result: CohortResult): Figure[] {
  const [definition] = definitionsOf(result)
  if (definition === undefined) return []
  const kept = keptOf(input, result, definition.id, definition.title)
  return agesOfKind[input.cohorts.by].map((age) => {
    const { active, members } = pooled(kept.cohorts, age)
    const { value, interval, smallSample } = shareOf(active, members)
    return {
      id: `retained_${age}`,
      label: `Active ${after(input, age)}`,
      value,
      unit: 'rate',
      interval,
      n: members,
      smallSample,
      ...(value === null ? noCohort : {}),
      receipt: receipt(
        'cohort_calendar',
        `${definition.title}: accounts active / accounts of the cohorts. ${completeness} Wilson 95 % interval.`,
        `${defaults}, pooled complete (default)`,
        windowOf(kept),
        { numerator: active, denominator: members },
      ),
    }
  })
}

/** Share of the attempts that were won so many periods after entry. */
export function wonFigure(input: ReportInput, result: CohortResult): Figure {
  const { cohorts, funnel } = input
  const [, wonAfter] = agesOfKind[cohorts.by]
  const { reached, entered } = pooledReached(enteredOf(result), wonStep(funnel), wonAfter)
  const { value, interval, smallSample } = shareOf(reached, entered)
  return {
    id: `won_by_${wonAfter}`,
    label: `${stageLabel(input, wonStep(funnel))} ${after(input, wonAfter)}`,
    value,
    unit: 'rate',
    interval,
    n: entered,
    smallSample,
    ...(value === null ? noCohort : {}),
    receipt: receipt(
      'cohort_conversion',
      `Attempts won by the end of ${wonAfter} ${periodWord(input, wonAfter)} after that of entry / attempts that entered. ${completeness} Wilson 95 % interval.`,
      'cohort basis; calendar periods (default); pooled complete (default)',
      `first step from ${cohorts.startsOn} to before ${cohorts.endsOn}`,
      { numerator: reached, denominator: entered },
    ),
  }
}

function valueFigure(input: ReportInput, result: CohortResult): Figure {
  const { cohorts, settings } = input
  const { customers, value } = pooledValue(payingOf(result), valueAfter - 1, settings.grossMargin)
  return {
    id: `lifetime_value_${valueAfter}`,
    label: `Margin revenue of a customer in ${valueAfter} months`,
    value,
    unit: 'money',
    n: customers,
    smallSample: isSmall(customers),
    ...(value === null ? noCohort : {}),
    receipt: receipt(
      'unit_economics_cohorts',
      lifetimeDefinition,
      `LTV observed; margin ${settings.grossMargin}; pooled over cohorts with ${valueAfter} complete months, that of acquisition included`,
      `customers acquired from ${cohorts.startsOn} to before ${cohorts.endsOn}`,
    ),
  }
}

/** The figures at the top of the page. */
export const headlineFigures = (input: ReportInput, result: CohortResult): Figure[] => [
  ...retainedFigures(input, result),
  ...(isByMonths(input) ? [valueFigure(input, result)] : []),
  wonFigure(input, result),
]
