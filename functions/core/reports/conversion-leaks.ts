import { wonStep } from '../funnel.ts'
import { type Leak, leaksOf } from '../leak.ts'
import type { BarsChart, Section, Table, TableColumn, Unit } from '../report-data.ts'
import { rounded } from '../statistics.ts'
import { causeOf, signsAt } from './conversion-causes.ts'
import {
  overTrend,
  quotient,
  rate,
  receiptOf,
  stageLabel,
  trendWindow,
} from './conversion-figures.ts'
import { coldDays, leastFitScore, wonHorizonDays } from './conversion-parameters.ts'
import type { ConversionResult } from './conversion-rows.ts'
import { partLabels } from './conversion-stages.ts'
import type { ReportInput } from './definition.ts'

interface StageLeak extends Leak {
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
const isInMoney = (result: ConversionResult) => result.wonValues.some((row) => row.number > 0)

const weightOf = (leak: StageLeak) => leak.missingMoney ?? leak.missingWon ?? 0

/** Heaviest first; without history to weigh by, those that miss most conversions. */
const byWeight = (a: StageLeak, b: StageLeak) =>
  weightOf(b) - weightOf(a) ||
  b.missing - a.missing ||
  a.step - b.step ||
  (a.value < b.value ? -1 : 1)

const shownPerPart = 5

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

const leakLabel = (input: ReportInput, { step, value }: StageLeak) =>
  `${value}: ${stageLabel(input, step)} to ${stageLabel(input, step + 1)}`

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
  { id: 'cause', label: 'Likely cause', unit: 'text' },
  { id: 'entrants', label: 'Mature entrants', unit: 'count' },
  { id: 'actual', label: 'Went on', unit: 'rate' },
  { id: 'expected', label: 'All together', unit: 'rate' },
  { id: 'missing', label: 'Conversions missing', unit: 'count' },
  {
    id: 'fit',
    label: 'Ideal customers',
    unit: 'rate',
    description: `Of those with a score, ${leastFitScore} or more`,
    missing: 'no score known',
  },
  {
    id: 'cold',
    label: 'Cold',
    unit: 'rate',
    description: `Of the open, no touch by a person for ${coldDays} days`,
    missing: 'none is open',
  },
  {
    id: 'stalled',
    label: 'Stalled',
    unit: 'rate',
    description: 'Of the open, in the stage longer than nine in ten finished visits',
    missing: 'none can be judged',
  },
]

const oneDigit = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)

function leakTable(
  input: ReportInput,
  result: ConversionResult,
  leaks: readonly StageLeak[],
): Table {
  const [dimension] = input.dimensions
  const inMoney = isInMoney(result)
  return {
    id: 'leaks',
    title: `Leaks by stage and ${dimension}`,
    description: `Up to ${shownPerPart} in each part of the funnel, the heaviest first: where a ${dimension} goes on less often than all together, and what that costs. Cold, stalled and fit are signs to look at, not proof.`,
    columns: columnsOf(dimension, inMoney),
    rows: leaks.map((leak) => {
      const signs = signsAt(result, leak.step, leak.value)
      return {
        part: partLabels[leak.part],
        step: `${stageLabel(input, leak.step)} to ${stageLabel(input, leak.step + 1)}`,
        [dimension]: leak.value,
        missing_won: oneDigit(leak.missingWon),
        ...(inMoney
          ? { expected_loss: leak.missingMoney === null ? null : rounded(leak.missingMoney) }
          : {}),
        cause: causeOf(result, leak.step, leak.value),
        entrants: leak.entrants,
        actual: rate(leak.conversions, leak.entrants),
        expected: rounded(leak.expectedRate),
        missing: oneDigit(leak.missing),
        fit: quotient(signs.fit.part, signs.fit.whole),
        cold: quotient(signs.cold.part, signs.cold.whole),
        stalled: quotient(signs.stalled.part, signs.stalled.whole),
      }
    }),
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
    tables: [leakTable(input, result, leaks)],
  }
}

/** Whether the page shows money, whose currency it then names. */
export const showsMoney = isInMoney
