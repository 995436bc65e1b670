import type { BarsChart, Section, Table, TableColumn, Unit } from '../report-data.ts'
import { rounded } from '../statistics.ts'
import { causeOf } from './conversion-causes.ts'
import { overTrend, rate, receiptOf, stageLabel, trendWindow } from './conversion-figures.ts'
import {
  byWeight,
  isInMoney,
  leakStep,
  oneDigit,
  type StageLeak,
  shownLeaks,
  shownPerPart,
  weightOf,
} from './conversion-leak-rows.ts'
import { signTable } from './conversion-leak-signs.ts'
import { wonHorizonDays } from './conversion-parameters.ts'
import type { ConversionResult } from './conversion-rows.ts'
import { partLabels } from './conversion-stages.ts'
import type { ReportInput } from './definition.ts'

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

const columnsOf = (dimension: string, inMoney: boolean): TableColumn[] => [
  { id: 'part', label: 'Part', unit: 'text' },
  { id: 'step', label: 'Step', unit: 'text' },
  { id: dimension, label: dimension, unit: 'text' },
  ...lossColumns(inMoney),
  { id: 'entrants', label: 'Mature entrants', unit: 'count' },
  { id: 'actual', label: 'Went on', unit: 'rate' },
  { id: 'expected', label: 'All together', unit: 'rate' },
  { id: 'cause', label: 'Likely cause', unit: 'text' },
]

function leakTable(
  input: ReportInput,
  result: ConversionResult,
  leaks: readonly StageLeak[],
): Table {
  const [dimension] = input.dimensions
  const inMoney = isInMoney(result)
  const money = (value: number | null) => (value === null ? null : rounded(value))
  return {
    id: 'leaks',
    title: `Leaks by stage and ${dimension}`,
    description: `Up to ${shownPerPart} in each part of the funnel, the heaviest first: where a ${dimension} goes on less often than all together, and what that costs. The likely cause is the sign below in which it stands out most against all others at the stage: something to look at, not proof.`,
    columns: columnsOf(dimension, inMoney),
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
      `max(0, E x p - C) x w x v: E mature entrants of the stage, C those that went on in time, p the rate of every ${dimension} together, w the share won within ${wonHorizonDays} days of the next stage, v the average won value (of all, where fewer than 30 were won).`,
      { variant: `${dimension} at entry; p of all segments`, window: trendWindow(input) },
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

/** Where the funnel loses most against its own average. */
export function leakSection(input: ReportInput, result: ConversionResult): Section {
  const leaks = shownLeaks(input, result)
  const weighed = leaks.some((leak) => weightOf(leak) > 0)
  return {
    id: 'leaks',
    title: `Where it leaks most${overTrend(input)}`,
    ...(weighed ? { chart: leakChart(input, result, leaks) } : {}),
    tables: [leakTable(input, result, leaks), signTable(input, result, leaks)],
  }
}
