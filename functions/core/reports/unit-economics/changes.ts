import { formatPeriod } from '../../format.ts'
import type { Section, Table, Unit } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import { cacDefinition } from './acquisition.ts'
import { factorTables } from './change-factors.ts'
import { choiceText, defaultChoice } from './costs.ts'
import { type Compared, comparedWith, type Measured, measure, windowOf } from './measured.ts'
import type { UnitResult } from './rows.ts'

/** Now / before - 1; null where either is missing or before is not above 0. */
export function growth(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before <= 0) return null
  const share = ratio(now, before)
  return share === null ? null : rounded(share - 1)
}

const measures: readonly (readonly [keyof Measured, string, Unit])[] = [
  ['spend', 'Spend', 'money'],
  ['customers', 'New customers', 'count'],
  ['cac', 'CAC', 'money'],
  ['won', 'Won money', 'money'],
  ['roas', 'Won money / spend', 'multiple'],
]

function periodsTable(input: ReportInput, now: Measured, compared: readonly Compared[]): Table {
  const rows = [{ label: formatPeriod(input.period.label), measured: now }, ...compared]
  return {
    id: 'changes',
    title: 'Spend, customers and CAC against the period before and a year before',
    description: 'Change: this period / the one of the row - 1.',
    columns: [
      { id: 'period', label: 'Period', unit: 'text' },
      ...measures.flatMap(([id, label, unit]) => [
        { id, label, unit, missing: 'no spend, or no new customer' },
        {
          id: `${id}_change`,
          label: 'Change',
          unit: 'rate' as const,
          missing: 'nothing to compare with',
        },
      ]),
    ],
    rows: rows.map(({ label, measured }) => ({
      period: label,
      ...Object.fromEntries(
        measures.flatMap(([id]) => [
          [id, measured[id]],
          [`${id}_change`, measured === now ? null : growth(now[id], measured[id])],
        ]),
      ),
    })),
    receipt: receipt(
      'unit_economics_spend',
      `${cacDefinition} Won money / spend.`,
      choiceText(defaultChoice(input.settings)),
      windowOf(input),
    ),
  }
}

/** What changed against the period before and a year before, and what explains it. */
export function changesSection(input: ReportInput, result: UnitResult): Section {
  const now = measure(input, result)
  const compared = comparedWith(input, result)
  return {
    id: 'changes',
    title: 'What changed',
    tables: [periodsTable(input, now, compared), ...factorTables(input, now, compared)],
  }
}
