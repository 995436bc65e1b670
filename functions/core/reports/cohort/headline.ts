import { formatCount, formatRate } from '../../format.ts'
import type { ReportInput } from '../definition.ts'
import { retainedFigures, wonFigure } from './figures.ts'
import { periodWord } from './grid.ts'
import { definitionsOf } from './retention.ts'
import type { CohortResult } from './rows.ts'

const known = (value: number | string | null): value is number => typeof value === 'number'

/** What the page says first: how many accounts stay, at the oldest age that enough of them have reached. */
export function headlineOf(input: ReportInput, result: CohortResult): string {
  const reached = retainedFigures(input, result).filter(({ value }) => known(value))
  const oldest = reached.findLast(({ smallSample }) => !smallSample) ?? reached[0]
  const won = wonFigure(input, result)
  const within = Number(won.id.replace('won_by_', ''))
  const conversion = known(won.value)
    ? `${formatRate(won.value, 1)} of ${formatCount(won.n ?? 0)} attempts were won within ${within} ${periodWord(input, within)} after that of entry`
    : undefined
  if (oldest === undefined || !known(oldest.value)) {
    return conversion === undefined
      ? `No cohort has a complete ${periodWord(input)} yet.`
      : `${conversion}.`
  }
  const age = oldest.id.replace('retained_', '')
  const stay = `${definitionsOf(result)[0]?.title}: ${formatRate(oldest.value, 1)} of ${formatCount(oldest.n ?? 0)} accounts ${age} ${periodWord(input, Number(age))} after they joined`
  return conversion === undefined ? `${stay}.` : `${stay}; ${conversion}.`
}
