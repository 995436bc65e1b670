import { defaultRule, wonStep } from '../../funnel.ts'
import type { RateCell, Receipt } from '../../report-data.ts'
import { ratio, type Share, shareDifference, wilson } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall } from '../parts.ts'
import type { BreakdownRow, ConversionResult, StageRow } from './rows.ts'

/** What each rule means, in the words of the metric definitions. */
export const ruleMeaning: Readonly<Record<string, string>> = {
  any: 'this stage or a later one visited',
  visited: 'this stage itself visited',
  all: 'every stage up to here visited',
  ordered: 'the stages up to here visited in this order',
}

/** A share with its Wilson interval, and whether the sample is small. */
export function rate(part: number, whole: number): RateCell {
  return {
    value: ratio(part, whole),
    interval: part > whole ? null : wilson(part, whole),
    smallSample: isSmall(whole),
  }
}

/** A quotient whose numerator is no counted subset of the denominator: it has no interval. */
export const quotient = (part: number, whole: number): RateCell => ({
  value: ratio(part, whole),
  interval: null,
  smallSample: isSmall(whole),
})

/** How much higher the first share is, with Newcombe's interval where both are counted subsets. */
export function difference(first: Share, second: Share): RateCell {
  const isCounted = first.part <= first.whole && second.part <= second.whole
  const found = isCounted ? shareDifference(first, second) : null
  return {
    value: found?.value ?? null,
    interval: found?.interval ?? null,
    smallSample: isSmall(first.whole) || isSmall(second.whole),
  }
}

/** A difference in words: only an interval without 0 says that there is one. */
export function verdict(cell: RateCell): string {
  const { value, interval } = cell
  if (value === null || interval === null) return 'not comparable'
  if (interval.low > 0) return 'higher'
  return interval.high < 0 ? 'lower' : 'no clear difference'
}

/** The row of a step under a rule; zeros where nothing entered in the period. */
export function stageAt(result: ConversionResult, rule: string, step: number): StageRow {
  const none = {
    reached: 0,
    visited: 0,
    won: 0,
    lost: 0,
    expired: 0,
    still_open: 0,
    won_otherwise: 0,
  }
  const found = result.stages.find((row) => row.rule === rule && row.step === step)
  return found ?? { rule, step, ...none }
}

/** Label of a stage by its step, counted from 1. */
export const stageLabel = ({ funnel }: ReportInput, step: number): string =>
  funnel.stages[step - 1]?.label ?? `step ${step}`

/** What moves through the funnel, of which there are many. */
export const subjectsOf = ({ funnel: { subject } }: Pick<ReportInput, 'funnel'>): string =>
  subject === 'opportunity' ? 'opportunities' : `${subject}s`

export const wonLabel = (input: ReportInput): string => stageLabel(input, wonStep(input.funnel))

export function cohortWindow({ period }: Pick<ReportInput, 'period'>): string {
  return period.label === 'all'
    ? 'every attempt, by its first step'
    : `attempts whose first step lies in ${period.label} (from ${period.startsOn} to before ${period.endsOn})`
}

/** The days behind figures that need history, in words. */
export const trendWindow = ({ trend }: Pick<ReportInput, 'trend'>): string =>
  `attempts whose first step lies from ${trend.startsOn} to before ${trend.endsOn}`

const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

/** The same for a title: empty where it is the period itself. */
export const overTrend = ({ trend, period }: ReportInput): string =>
  trend.startsOn === period.startsOn ? '' : `, over the year to ${dayBefore(trend.endsOn)}`

export function receiptOf(
  input: ReportInput,
  query: string,
  definition: string,
  more: Partial<Pick<Receipt, 'numerator' | 'denominator' | 'variant' | 'window'>> = {},
): Receipt {
  const rule = defaultRule(input.funnel)
  const variant = `rule ${rule}: ${ruleMeaning[rule]}; cohort basis`
  return { definition, variant, window: cohortWindow(input), query, ...more }
}

/** The breakdown of a span by a dimension at entry. */
export const valuesOf = (
  result: Pick<ConversionResult, 'breakdown'>,
  dimension: string,
  span = 'now',
): readonly BreakdownRow[] =>
  result.breakdown.filter((row) => row.dimension === dimension && row.span === span)

const countsOf = (rows: readonly BreakdownRow[]) => {
  const sum = (count: (row: BreakdownRow) => number) =>
    rows.reduce((total, row) => total + count(row), 0)
  return {
    entered: sum((row) => row.entered),
    won: sum((row) => row.won),
    wasWon: sum((row) => row.was_won),
    lost: sum((row) => row.lost),
    expired: sum((row) => row.expired),
    open: sum((row) => row.still_open),
    reached: (step: number) => sum((row) => row.reached[step - 1] ?? 0),
  }
}

/** The counts of a span without a split. */
export const totalsOf = (result: Pick<ConversionResult, 'breakdown'>, span = 'now') =>
  countsOf(valuesOf(result, 'all', span))
