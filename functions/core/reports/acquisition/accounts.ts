import type { Section, Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import { accountsInIntent, signText, surgeOf } from './intent.ts'
import type { AcquisitionResult, TargetRow } from './rows.ts'
import {
  activePeople,
  intentDays,
  pricingViews,
  surgeBlocks,
  surgeRatio,
  surgeTouches,
} from './thresholds.ts'

const rules = `A topic surges with at least ${surgeTouches} touches in the last 7 x 24 hours and ${surgeRatio} times the mean of the ${surgeBlocks} blocks before; prices viewed at least ${pricingViews} times, at least ${activePeople} people active, or a trigger event, each within ${intentDays} days.`

const standings: Readonly<Record<number, string>> = {
  2: 'open opportunity',
  1: 'customer',
  0: 'lost before',
}

const fitText = (isIcp: boolean | null) => (isIcp === null ? 'unknown' : isIcp ? 'yes' : 'no')

const until = ({ period }: ReportInput) =>
  `looking back from ${period.endsOn}, or from the as-of where that is earlier`

/** How many accounts show intent, and how many of those fit the profile; of all accounts. */
export function intentTotals({ intent, targets }: Pick<AcquisitionResult, 'intent' | 'targets'>) {
  const [first] = intent
  const whole = targets.find((row) => row.is_total)
  return {
    inIntent: first?.in_intent ?? 0,
    fittingInIntent: first?.fitting_in_intent ?? 0,
    accounts: whole?.accounts ?? 0,
    fitting: whole?.fitting ?? 0,
  }
}

const callColumns: readonly TableColumn[] = [
  { id: 'account', label: 'Account', unit: 'text' },
  { id: 'why', label: 'Why', unit: 'text' },
  { id: 'fit', label: 'Ideal customer', unit: 'text' },
  { id: 'tier', label: 'Tier', unit: 'text' },
  { id: 'standing', label: 'Standing', unit: 'text', description: 'As of the report' },
  {
    id: 'people',
    label: 'People',
    unit: 'count',
    description: `Active in ${intentDays} days`,
  },
  { id: 'roles', label: 'Roles', unit: 'count', description: 'Of the committee list, seen' },
  { id: 'rep', label: 'Rep', unit: 'text' },
  { id: 'segment', label: 'segment', unit: 'text' },
  { id: 'region', label: 'region', unit: 'text' },
  {
    id: 'active_on',
    label: 'Last active',
    unit: 'date',
    missing: 'only third parties were seen',
  },
]

function callTable(input: ReportInput, result: AcquisitionResult): Table {
  const { inIntent } = intentTotals(result)
  return {
    id: 'accounts_to_call',
    title: 'Accounts to call, and why',
    description: `${rules} Ideal customers first, then those with most signs.`,
    columns: callColumns,
    rows: accountsInIntent(result.intent).map((account) => ({
      account: account.account_id,
      why: account.signs.map(signText).join('; '),
      fit: fitText(account.is_icp),
      tier: account.tier ?? '(none)',
      standing: standings[account.standing] ?? 'no opportunity yet',
      people: account.people,
      roles: account.roles,
      rep: account.rep,
      segment: account.segment,
      region: account.region,
      active_on: account.active_on,
    })),
    receipt: receipt(
      'acquisition_intent',
      `Accounts with any sign of intent. ${rules}`,
      'any named sign',
      until(input),
      { denominator: inIntent },
    ),
  }
}

function surgeTable(input: ReportInput, { intent }: AcquisitionResult): Table {
  return {
    id: 'surges',
    title: 'Topics that surge',
    description: `The last 7 x 24 hours of an account and a topic against the ${surgeBlocks} blocks before, of the accounts listed above.`,
    columns: [
      { id: 'account', label: 'Account', unit: 'text' },
      { id: 'topic', label: 'Topic', unit: 'text' },
      { id: 'last', label: 'Last 7 days', unit: 'count' },
      { id: 'mean', label: 'Mean before', unit: 'score' },
      { id: 'ratio', label: 'Ratio', unit: 'multiple', missing: 'nothing before' },
      { id: 'z', label: 'z', unit: 'score', missing: 'all blocks before are equal' },
    ],
    rows: intent
      .filter((row) => row.sign === 'surge')
      .map((row) => {
        const { ratio, z } = surgeOf(row.number, row.before, row.squares)
        return {
          account: row.account_id,
          topic: row.detail,
          last: row.number,
          mean: row.before / surgeBlocks,
          ratio,
          z,
        }
      }),
    receipt: receipt(
      'acquisition_intent',
      `Touches of the last block / mean of the ${surgeBlocks} before; z by their standard deviation (sample).`,
      `at least ${surgeTouches} touches and ${surgeRatio} times the mean`,
      until(input),
    ),
  }
}

const targetCells = (row: TargetRow) => ({
  accounts: row.accounts,
  fit: shareOf(row.fitting, row.judged),
  active: shareOf(row.active, row.accounts),
  people: row.people,
  several: shareOf(row.several_active, row.accounts),
  with_opportunity: shareOf(row.with_opportunity, row.accounts),
  won: shareOf(row.won, row.accounts),
})

function targetTable(input: ReportInput, { targets }: AcquisitionResult): Table {
  return {
    id: 'target_accounts',
    title: 'Target accounts by tier',
    description: 'Accounts with a tier are targets; (none) has the others.',
    columns: [
      { id: 'tier', label: 'Tier', unit: 'text' },
      { id: 'accounts', label: 'Accounts', unit: 'count' },
      {
        id: 'fit',
        label: 'Ideal customers',
        unit: 'rate',
        description: 'Of those judged',
        missing: 'none can be judged',
      },
      { id: 'active', label: 'Active', unit: 'rate', description: 'In the period' },
      {
        id: 'people',
        label: 'Active people',
        unit: 'count',
        description: 'In the period, at each account',
      },
      {
        id: 'several',
        label: `${activePeople} or more active`,
        unit: 'rate',
        description: 'Accounts with so many active people',
      },
      { id: 'with_opportunity', label: 'With opportunity', unit: 'rate' },
      { id: 'won', label: 'Won', unit: 'rate' },
    ],
    rows: targets.map((row) => ({
      tier: row.is_total ? 'all accounts' : row.tier,
      ...targetCells(row),
    })),
    receipt: receipt(
      'acquisition_targets',
      'Accounts known by the end of the period. Active: an interaction that came from them, or a meeting. With an opportunity or a won one by then / accounts. Wilson 95 % interval.',
      'tier as known at the as-of',
      periodWindow(input, 'activity'),
    ),
  }
}

/** Which accounts to call and why, what surges, and how far target accounts are. */
export const accountsSection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'accounts',
  title: 'Which accounts to call',
  tables: [
    callTable(input, result),
    ...(result.intent.some((row) => row.sign === 'surge') ? [surgeTable(input, result)] : []),
    targetTable(input, result),
  ],
})
