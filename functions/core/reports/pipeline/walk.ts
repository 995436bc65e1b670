import { amountText, moneyNumber, tenThousandths } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import type { PipelineResult, WalkRow } from './rows.ts'

/** Lines of a walk from the opening to the closing pipeline, in order. */
export const walkLines = [
  ['opening', 'Open at the start'],
  ['created', 'Created'],
  ['increased', 'Increased'],
  ['re_opened', 'Re-opened'],
  ['slipped_in', 'Slipped in'],
  ['decreased', 'Decreased'],
  ['won', 'Won'],
  ['lost', 'Closed without a win'],
  ['slipped_out', 'Slipped out'],
  ['fx', 'Exchange rates'],
  ['closing', 'Open at the end'],
] as const
export type WalkLine = (typeof walkLines)[number][0]

/** Opportunities of a line, and its exact money: what it adds to the pipeline, below 0 if it takes. */
export interface WalkStep {
  readonly line: WalkLine
  readonly label: string
  readonly deals: number
  readonly money: string
}

/** Which rows a line counts, and the money of one of them in ten-thousandths. */
interface Rule {
  readonly counts: (row: WalkRow) => boolean
  readonly money: (row: WalkRow) => bigint
  /** Default: every opportunity of the row. */
  readonly number?: (row: WalkRow) => number
}

const before = (row: WalkRow) => tenThousandths(row.before)
const after = (row: WalkRow) => tenThousandths(row.after)
const closing = (row: WalkRow) => tenThousandths(row.closing)

const entering = (entry: WalkRow['entry']): Rule => ({
  counts: (row) => row.entry === entry,
  money: after,
})
const leaving = (way: WalkRow['leaving']): Rule => ({
  counts: (row) => row.leaving === way,
  money: (row) => -after(row),
})
const changing = (change: WalkRow['change']): Rule => ({
  counts: (row) => row.change === change,
  money: (row) => after(row) - before(row),
})

const rules: Readonly<Record<WalkLine, Rule>> = {
  opening: { counts: (row) => row.entry === '', money: before },
  created: entering('created'),
  increased: changing('increased'),
  re_opened: entering('re_opened'),
  slipped_in: entering('slipped_in'),
  decreased: changing('decreased'),
  won: leaving('won'),
  lost: leaving('lost'),
  slipped_out: leaving('slipped_out'),
  fx: {
    counts: (row) => row.leaving === '',
    money: (row) => closing(row) - after(row),
    number: (row) => row.revalued,
  },
  closing: { counts: (row) => row.leaving === '', money: closing },
}

/** The lines of one scope; those between the first and the last add up to their difference exactly. */
export function walkOf(rows: readonly WalkRow[], scope: WalkRow['scope']): WalkStep[] {
  const own = rows.filter((row) => row.scope === scope)
  return walkLines.map(([line, label]) => {
    const { counts, money, number } = rules[line]
    const counted = own.filter(counts)
    return {
      line,
      label,
      deals: counted.reduce((sum, row) => sum + (number?.(row) ?? row.deals), 0),
      money: amountText(counted.reduce((sum, row) => sum + money(row), 0n)),
    }
  })
}

const definition =
  'Open at the start + created + increased + re-opened + slipped in - decreased - won - lost - slipped out + exchange rates = open at the end.'
const variant =
  'net per opportunity and period; lines at the rates of the start, exchange rates = closing amount x (rate at the end - at the start)'

const between = ({ period }: ReportInput) =>
  `from the start of ${period.startsOn} to before ${period.endsOn}, or the as-of if that is earlier`

/** The days in which a deal of the due pipeline is expected to close; the period without a quota. */
export function dueWindow(input: ReportInput, result: Pick<PipelineResult, 'walk'>) {
  const [row] = result.walk
  return { from: row?.due_from ?? input.period.startsOn, to: row?.due_to ?? input.period.endsOn }
}

function walkTable(
  input: ReportInput,
  steps: readonly WalkStep[],
  table: Pick<Table, 'id' | 'title' | 'description'>,
): Table {
  return {
    ...table,
    columns: [
      { id: 'line', label: 'Line', unit: 'text' },
      { id: 'deals', label: 'Opportunities', unit: 'count' },
      { id: 'money', label: 'Amount', unit: 'money' },
    ],
    rows: steps.map(({ label, deals, money }) => ({
      line: label,
      deals,
      money: moneyNumber(money),
    })),
    receipt: receipt('pipeline_walk', definition, variant, between(input)),
  }
}

const chartOf = (steps: readonly WalkStep[]) => ({
  kind: 'waterfall' as const,
  unit: 'money' as const,
  bars: steps.map(({ line, label, money }) => ({
    label,
    role: line === 'opening' || line === 'closing' ? ('total' as const) : ('change' as const),
    value: moneyNumber(money),
  })),
})

/** How the open pipeline moved from the period's start to its end. */
export function walkSection(input: ReportInput, result: PipelineResult): Section {
  // Every open opportunity is in it, whenever it is expected: none can slip.
  const steps = walkOf(result.walk, 'all').filter(({ line }) => !line.startsWith('slipped'))
  return {
    id: 'walk',
    title: 'How the open pipeline moved',
    chart: chartOf(steps),
    tables: [
      walkTable(input, steps, {
        id: 'walk',
        title: 'Pipeline walk: every open opportunity',
        description:
          'Each opportunity counts with the difference between the two ends: one that was created and won in the period is in both lines.',
      }),
    ],
  }
}

/** What became of the deals that should have closed. */
export function dueSection(input: ReportInput, result: PipelineResult, slippage: Table[]): Section {
  const { from, to } = dueWindow(input, result)
  const steps = walkOf(result.walk, 'due')
  return {
    id: 'due',
    title: 'What became of the deals that were expected to close',
    chart: chartOf(steps),
    tables: [
      walkTable(input, steps, {
        id: 'walk_due',
        title: `Pipeline walk: expected to close from ${from} to before ${to}`,
        description:
          'Those days are the quota periods that overlap the period, or the period itself without a quota. Slipped: expected inside them at one end of the period and not at the other. A win from outside slipped in first.',
      }),
      ...slippage,
    ],
  }
}
