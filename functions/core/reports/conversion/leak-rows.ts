import { wonStep } from '../../funnel.ts'
import { type Leak, leaksOf } from '../../leak.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { stageLabel } from './figures.ts'
import type { ConversionResult, ProgressRow } from './rows.ts'

/** A leak and where it is. */
export interface StageLeak extends Leak {
  readonly step: number
  readonly part: 'top' | 'middle' | 'bottom' | 'post'
}

/** What the rate of a segment is held against: all segments, the year before, or the stage's target. */
export type LeakVariant = 'all' | 'year_before' | 'target'

const sumOf = (rows: readonly ProgressRow[], count: (row: ProgressRow) => number) =>
  rows.reduce((sum, row) => sum + count(row), 0)

const valuesAt = (rows: readonly ProgressRow[], step: number) =>
  rows.filter((row) => row.step === step && row.value !== null)

/** The expected rate of a step, null where the variant knows none; all segments know theirs themselves. */
function expectedRate(
  input: ReportInput,
  result: ConversionResult,
  step: number,
  variant: LeakVariant,
): number | null | undefined {
  if (variant === 'all') return undefined
  if (variant === 'target') return input.funnel.stages[step - 1]?.target_rate ?? null
  const rows = valuesAt(result.progressBefore, step)
  return ratio(
    sumOf(rows, (row) => row.converted),
    sumOf(rows, (row) => row.mature),
  )
}

function stageLeaks(
  input: ReportInput,
  result: ConversionResult,
  step: number,
  variant: LeakVariant,
): StageLeak[] {
  const expected = expectedRate(input, result, step, variant)
  if (expected === null) return []
  const rows = valuesAt(result.progress, step)
  const flows = rows.map((row) => ({
    value: row.value ?? '',
    entrants: row.mature,
    conversions: row.converted,
  }))
  const won = {
    part: sumOf(rows, (row) => row.settled_won),
    whole: sumOf(rows, (row) => row.settled),
  }
  const part = input.funnel.stages[step - 1]?.position ?? 'top'
  const found = leaksOf(flows, won, result.wonValues, expected)
  return found.map((leak) => ({ ...leak, step, part }))
}

const stepsOf = ({ funnel }: ReportInput) =>
  Array.from({ length: wonStep(funnel) - 1 }, (_, index) => index + 1)

/** Whether any step has something to be held against. */
export const isKnown = (input: ReportInput, result: ConversionResult, variant: LeakVariant) =>
  stepsOf(input).some((step) => expectedRate(input, result, step, variant) !== null)

/** Where money is known leaks weigh by it, else by the wins that are missing. */
export const isInMoney = (result: ConversionResult) =>
  result.wonValues.some((row) => row.number > 0)

export const weightOf = (leak: StageLeak) => leak.missingMoney ?? leak.missingWon ?? 0

/** Heaviest first; without history to weigh by, those that miss most conversions. */
export const byWeight = (a: StageLeak, b: StageLeak) =>
  weightOf(b) - weightOf(a) ||
  b.missing - a.missing ||
  a.step - b.step ||
  (a.value < b.value ? -1 : 1)

export const shownPerPart = 4

/** The heaviest leaks of each part of the funnel before won, top first. */
export function shownLeaks(
  input: ReportInput,
  result: ConversionResult,
  variant: LeakVariant,
): StageLeak[] {
  const all = stepsOf(input)
    .flatMap((step) => stageLeaks(input, result, step, variant))
    .filter((leak) => leak.missing > 1e-9)
    .sort(byWeight)
  const parts = ['top', 'middle', 'bottom'] as const
  return parts.flatMap((part) => all.filter((leak) => leak.part === part).slice(0, shownPerPart))
}

/** The step that a leak is at, in words. */
export const leakStep = (input: ReportInput, { step }: StageLeak): string =>
  `${stageLabel(input, step)} to ${stageLabel(input, step + 1)}`

/** A number of subjects that need not be whole. */
export const oneDigit = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10
