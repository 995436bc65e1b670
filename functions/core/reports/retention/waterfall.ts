import { tenThousandths } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { type Movements, spanMovements } from './movements.ts'
import { countColumn, money, moneyColumn } from './parts.ts'
import type { MovementKind, RetentionResult } from './rows.ts'

export const mrrMeaning =
  'Live subscriptions, each as its price for a month: amount / months of its interval, a week 12/52 of a month.'

const movementMeaning =
  'Native change x rate of the start. FX = native end x (rate of the end - rate of the start).'

type MoneyPart = Exclude<keyof Movements, 'accounts' | 'paidAtStart' | 'paidAtEnd'>

interface Step {
  readonly label: string
  readonly part: MoneyPart
  readonly kind?: MovementKind
}

const steps: readonly Step[] = [
  { label: 'Start', part: 'start' },
  { label: 'New', part: 'new', kind: 'new' },
  { label: 'Reactivation', part: 'reactivation', kind: 'reactivation' },
  { label: 'Expansion: upsell', part: 'upsell', kind: 'expansion' },
  { label: 'Expansion: cross-sell', part: 'crossSell' },
  { label: 'Contraction', part: 'contraction', kind: 'contraction' },
  { label: 'Churn', part: 'churn', kind: 'churn' },
  { label: 'FX', part: 'fx' },
  { label: 'End', part: 'end' },
]

/** What each change of the period sums to, by the parts of a waterfall; in ten-thousandths. */
function eachChange({ changes }: RetentionResult): Partial<Record<MoneyPart, bigint>> {
  const of = (kind: MovementKind) => changes.find((row) => row.kind === kind)
  const change = (kind: MovementKind) => tenThousandths(of(kind)?.change ?? null)
  const crossSell = tenThousandths(of('expansion')?.cross_sell ?? null)
  return {
    new: change('new'),
    reactivation: change('reactivation'),
    upsell: change('expansion') - crossSell,
    crossSell,
    contraction: change('contraction'),
    churn: change('churn'),
  }
}

function accountsOf({ part, kind }: Step, of: Movements): number | null {
  if (part === 'start') return of.paidAtStart
  if (part === 'end') return of.paidAtEnd
  return kind === undefined ? null : of.accounts[kind]
}

function waterfallTable(input: ReportInput, result: RetentionResult): Table {
  const net = spanMovements(result.movements, 'period')
  const each: Partial<Record<MoneyPart, bigint>> = {
    start: net.start,
    fx: net.fx,
    end: net.end,
    ...eachChange(result),
  }
  return {
    id: 'mrr_waterfall',
    title: 'Movements of monthly recurring revenue',
    description:
      'Start and movements add up to the end, which is the as-of while the period runs. Net compares the two ends of the period, account by account; each change counts what happened between them too. Cross-sell is what goes to products the account had not paid for before.',
    columns: [
      { id: 'movement', label: 'Movement', unit: 'text' },
      {
        ...countColumn('accounts', 'Accounts', 'Expansion: upsell and cross-sell together'),
        missing: 'counted with upsell, or no movement of accounts',
      },
      moneyColumn('net', 'Net per account'),
      moneyColumn('each', 'Each change'),
    ],
    rows: steps.map((step) => ({
      movement: step.label,
      accounts: accountsOf(step, net),
      net: money(net[step.part]),
      each: money(each[step.part] ?? 0n),
    })),
    receipt: receipt(
      'retention_movements',
      `${mrrMeaning} ${movementMeaning}`,
      'net per account and period (default); each change',
      periodWindow(input, 'movements'),
    ),
  }
}

/** How monthly recurring revenue came from its start to its end. */
export function waterfallSection(input: ReportInput, result: RetentionResult): Section {
  const net = spanMovements(result.movements, 'period')
  return {
    id: 'mrr',
    title: 'How monthly recurring revenue moved',
    chart: {
      kind: 'waterfall',
      unit: 'money',
      bars: steps.map(({ label, part }) => ({
        label,
        role: part === 'start' || part === 'end' ? 'total' : 'change',
        value: money(net[part]),
      })),
    },
    tables: [waterfallTable(input, result)],
  }
}
