import type { BarsChart } from '../../chart.ts'
import type { Section, Table, TableColumn, Unit } from '../../report-data.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { causeOf } from './causes.ts'
import { overTrend, rate, receiptOf, stageLabel, trendWindow } from './figures.ts'
import {
  byWeight,
  isInMoney,
  isKnown,
  type LeakVariant,
  leakStep,
  oneDigit,
  type StageLeak,
  shownLeaks,
  shownPerPart,
  weightOf,
} from './leak-rows.ts'
import { signTable } from './leak-signs.ts'
import { wonHorizonDays } from './parameters.ts'
import type { ConversionResult } from './rows.ts'
import { partLabels } from './stages.ts'

const leakLabel = (input: ReportInput, { step, value }: StageLeak) =>
  `${value}: after ${stageLabel(input, step)}`

const lossColumns = (inMoney: boolean): TableColumn[] => [
  {
    id: 'missing_won',
    label: 'Wins missing',
    unit: 'count',
    description: 'Missing conversions x share of them that is usually won',
    missing: 'no win is old enough to tell',
  },
  ...(inMoney
    ? [
        {
          id: 'expected_loss',
          label: 'Expected loss',
          unit: 'money' as const,
          description: 'Missing wins x average won value',
          missing: 'no win is old enough to tell',
        },
      ]
    : []),
]

interface VariantWords {
  readonly id: string
  /** What the title adds. */
  readonly against: string
  readonly expected: string
  readonly compared: string
  readonly rate: string
}

const words: Readonly<Record<LeakVariant, VariantWords>> = {
  all: {
    id: 'leaks',
    against: '',
    expected: 'All together',
    compared: 'than all together',
    rate: 'p of all segments',
  },
  year_before: {
    id: 'leaks_year_before',
    against: ', against the year before',
    expected: 'Year before',
    compared: 'than all together did in the year before',
    rate: 'p of all segments in the year before',
  },
  target: {
    id: 'leaks_target',
    against: ', against the targets',
    expected: 'Target',
    compared: 'than the target of the stage',
    rate: 'p the target of the stage',
  },
}

const columnsOf = (dimension: string, inMoney: boolean, expected: string): TableColumn[] => [
  { id: 'part', label: 'Part', unit: 'text' },
  { id: 'step', label: 'Step', unit: 'text' },
  { id: dimension, label: dimension, unit: 'text' },
  ...lossColumns(inMoney),
  { id: 'entrants', label: 'Mature entrants', unit: 'count' },
  { id: 'actual', label: 'Went on', unit: 'rate' },
  { id: 'expected', label: expected, unit: 'rate' },
  { id: 'cause', label: 'Likely cause', unit: 'text' },
]

function leakTable(
  input: ReportInput,
  result: ConversionResult,
  variant: LeakVariant,
  leaks: readonly StageLeak[],
): Table {
  const [dimension] = input.dimensions
  const { id, against, expected, compared, rate: expectedRate } = words[variant]
  const inMoney = isInMoney(result)
  const money = (value: number | null) => (value === null ? null : rounded(value))
  return {
    id,
    title: `Leaks by stage and ${dimension}${against}`,
    description: `Up to ${shownPerPart} in each part of the funnel, the heaviest first: where a ${dimension} goes on less often ${compared}, and what that costs. The likely cause is the sign in which it stands out most against all others at the stage: something to look at, not proof.`,
    columns: columnsOf(dimension, inMoney, expected),
    rows: leaks.map((leak) => ({
      part: partLabels[leak.part],
      step: leakStep(input, leak),
      [dimension]: leak.value,
      missing_won: oneDigit(leak.missingWon),
      ...(inMoney ? { expected_loss: money(leak.missingMoney) } : {}),
      entrants: leak.entrants,
      actual: rate(leak.conversions, leak.entrants),
      expected: rounded(leak.expectedRate),
      cause: causeOf(result, leak.step, leak.value),
    })),
    receipt: receiptOf(
      input,
      'conversion_progress',
      `max(0, E x p - C) x w x v: E mature entrants of the stage, C those that went on in time, p the expected rate, w the share won within ${wonHorizonDays} days of the next stage, v the average won value (of all, where fewer than 30 were won).`,
      { variant: `${dimension} at entry; ${expectedRate}`, window: trendWindow(input) },
    ),
  }
}

const shownBars = 8

function leakChart(
  input: ReportInput,
  result: ConversionResult,
  leaks: readonly StageLeak[],
): BarsChart {
  const unit: Unit = isInMoney(result) ? 'money' : 'count'
  const bars = [...leaks]
    .sort(byWeight)
    .slice(0, shownBars)
    .map((leak) => ({
      label: leakLabel(input, leak),
      value: unit === 'money' ? leak.missingMoney : oneDigit(leak.missingWon),
      n: leak.entrants,
    }))
  return { kind: 'bars', unit, bars }
}

/** The tables against other rates than that of all segments, where there are such rates. */
function variantTables(input: ReportInput, result: ConversionResult): Table[] {
  const variants = ['year_before', 'target'] as const
  return variants
    .filter((variant) => isKnown(input, result, variant))
    .map((variant) => leakTable(input, result, variant, shownLeaks(input, result, variant)))
}

/** Where the funnel loses most: against its own average, and against what else there is. */
export function leakSection(input: ReportInput, result: ConversionResult): Section {
  const leaks = shownLeaks(input, result, 'all')
  const weighed = leaks.some((leak) => weightOf(leak) > 0)
  return {
    id: 'leaks',
    title: `Where it leaks most${overTrend(input)}`,
    ...(weighed ? { chart: leakChart(input, result, leaks) } : {}),
    tables: [
      leakTable(input, result, 'all', leaks),
      signTable(input, result, leaks),
      ...variantTables(input, result),
    ],
  }
}
