import { type Factor, factorChange } from '../../factor-change.ts'
import type { Table, Unit } from '../../report-data.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import { choiceText, defaultChoice } from './costs.ts'
import { type Compared, type Measured, windowOf } from './measured.ts'

const factorLabels = {
  spend: 'Spend',
  customers: 'New customers',
  arpa: 'ARPA',
  churn: 'Churn',
} as const
type FactorId = keyof typeof factorLabels

interface Split {
  readonly figure: 'cac' | 'ltv_to_cac' | 'payback_months'
  readonly label: string
  readonly unit: Unit
  readonly factors: readonly (readonly [FactorId, 'times' | 'divides'])[]
}

const splits: readonly Split[] = [
  {
    figure: 'cac',
    label: 'CAC',
    unit: 'money',
    factors: [
      ['spend', 'times'],
      ['customers', 'divides'],
    ],
  },
  {
    figure: 'ltv_to_cac',
    label: 'LTV:CAC',
    unit: 'multiple',
    factors: [
      ['arpa', 'times'],
      ['churn', 'divides'],
      ['spend', 'divides'],
      ['customers', 'times'],
    ],
  },
  {
    figure: 'payback_months',
    label: 'CAC payback',
    unit: 'months',
    factors: [
      ['spend', 'times'],
      ['customers', 'divides'],
      ['arpa', 'divides'],
    ],
  },
]

/** What each factor explains, scaled by the margin that both periods share; null where one is missing. */
function partsOf({ figure, factors }: Split, before: Measured, now: Measured) {
  const found: Factor[] = factors.map(([id, role]) => ({
    id,
    before: before[id],
    now: now[id],
    divides: role === 'divides',
  }))
  const split = factorChange(found)
  const [was, is] = [before[figure], now[figure]]
  if (split === null || was === null || is === null) return null
  const scale = is / split.now
  return new Map(split.parts.map(({ id, part }) => [id, rounded(part * scale)]))
}

function splitTable(
  input: ReportInput,
  now: Measured,
  compared: readonly Compared[],
  split: Split,
): Table {
  const { figure, label, unit, factors } = split
  const missing = 'a factor is missing or 0 in one of the two periods'
  return {
    id: `${figure}_change`,
    title: `What changed ${label}`,
    description: 'What each factor explains of the change; they add up to it.',
    columns: [
      { id: 'against', label: 'Against', unit: 'text' },
      { id: 'before', label: 'Before', unit, missing },
      { id: 'now', label: 'Now', unit, missing },
      { id: 'change', label: 'Change', unit, missing },
      ...factors.map(([id]) => ({ id, label: factorLabels[id], unit, missing })),
    ],
    rows: compared.map(({ label: against, measured: before }) => {
      const [was, is] = [before[figure], now[figure]]
      const parts = partsOf(split, before, now)
      return {
        against,
        before: was,
        now: is,
        change: was === null || is === null ? null : rounded(is - was),
        ...Object.fromEntries(factors.map(([id]) => [id, parts?.get(id) ?? null])),
      }
    }),
    receipt: receipt(
      'unit_economics_spend',
      'A factor that went from x0 to x1 explains L x ln(x1 / x0), negated for divisors; L is the logarithmic mean of the two values.',
      `default variants; ${choiceText(defaultChoice(input.settings))}`,
      windowOf(input),
    ),
  }
}

/** Why CAC, LTV:CAC and payback changed. */
export const factorTables = (
  input: ReportInput,
  now: Measured,
  compared: readonly Compared[],
): Table[] => splits.map((split) => splitTable(input, now, compared, split))
