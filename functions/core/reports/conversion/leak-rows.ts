import { wonStep } from '../funnel.ts'
import { type Leak, leaksOf } from '../leak.ts'
import { stageLabel } from './conversion-figures.ts'
import type { ConversionResult } from './conversion-rows.ts'
import type { ReportInput } from './definition.ts'

/** A leak and where it is. */
export interface StageLeak extends Leak {
  readonly step: number
  readonly part: 'top' | 'middle' | 'bottom' | 'post'
}

function stageLeaks(input: ReportInput, result: ConversionResult, step: number): StageLeak[] {
  const rows = result.progress.filter((row) => row.step === step && row.value !== null)
  const flows = rows.map((row) => ({
    value: row.value ?? '',
    entrants: row.mature,
    conversions: row.converted,
  }))
  const won = {
    part: rows.reduce((sum, row) => sum + row.settled_won, 0),
    whole: rows.reduce((sum, row) => sum + row.settled, 0),
  }
  const part = input.funnel.stages[step - 1]?.position ?? 'top'
  return leaksOf(flows, won, result.wonValues).map((leak) => ({ ...leak, step, part }))
}

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
export function shownLeaks(input: ReportInput, result: ConversionResult): StageLeak[] {
  const steps = Array.from({ length: wonStep(input.funnel) - 1 }, (_, index) => index + 1)
  const all = steps
    .flatMap((step) => stageLeaks(input, result, step))
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
