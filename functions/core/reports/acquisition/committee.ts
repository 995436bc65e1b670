import type { Section, Table, TableCell } from '../../report-data.ts'
import { rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import type { AcquisitionResult, WonLostRow } from './rows.ts'

const closedWindow = ({ trend }: ReportInput) =>
  `new business closed from ${trend.startsOn} to before ${trend.endsOn}`

const seenDefinition =
  'A role of the committee list is seen when the deal record, a touch or one of the people there has it.'

function roleTable(input: ReportInput, { committee }: AcquisitionResult): Table {
  const numbers = committee.filter((row) => row.part === 'number')
  const all = numbers.reduce(
    (sum, row) => ({
      accounts: sum.accounts + row.accounts,
      won: sum.won + row.won,
      lost: sum.lost + row.lost,
    }),
    { accounts: 0, won: 0, lost: 0 },
  )
  return {
    id: 'committee_roles',
    title: 'Roles of the buying committee',
    description: 'How often each role is seen, and how often deals are won with and without it.',
    columns: [
      { id: 'role', label: 'Role', unit: 'text' },
      { id: 'seen', label: 'Seen at active accounts', unit: 'rate' },
      { id: 'with', label: 'Win rate with it', unit: 'rate', missing: 'nothing closed so' },
      { id: 'without', label: 'Win rate without', unit: 'rate', missing: 'nothing closed so' },
    ],
    rows: committee
      .filter((row) => row.part === 'role')
      .map(({ value, accounts, won, lost }) => ({
        role: value.replaceAll('_', ' '),
        seen: shareOf(accounts, all.accounts),
        with: shareOf(won, won + lost),
        without: shareOf(all.won - won, all.won - won + all.lost - lost),
      })),
    receipt: receipt(
      'acquisition_committee',
      `${seenDefinition} Accounts with it / accounts active in the period; won / (won + lost). Wilson 95 % interval.`,
      'roles seen by the as-of; of a deal before its close',
      `${periodWindow(input, 'active accounts')}; ${closedWindow(input)}`,
      { denominator: all.accounts },
    ),
  }
}

function coverageTable(input: ReportInput, { committee }: AcquisitionResult): Table {
  const listed = committee.filter((row) => row.part === 'role').length
  return {
    id: 'committee_coverage',
    title: 'Win rate by roles covered',
    description: `How many of the ${listed} roles of the list are seen.`,
    columns: [
      { id: 'roles', label: 'Roles seen', unit: 'text' },
      { id: 'accounts', label: 'Active accounts', unit: 'count' },
      { id: 'closed', label: 'Won and lost', unit: 'count' },
      { id: 'win_rate', label: 'Win rate', unit: 'rate', missing: 'nothing closed so' },
    ],
    rows: committee
      .filter((row) => row.part === 'number')
      .sort((a, b) => Number(a.value) - Number(b.value))
      .map(({ value, accounts, won, lost }) => ({
        roles: `${value} of ${listed}`,
        accounts,
        closed: won + lost,
        win_rate: shareOf(won, won + lost),
      })),
    receipt: receipt(
      'acquisition_committee',
      `${seenDefinition} Won / (won + lost). Wilson 95 % interval.`,
      'by the number of roles seen before the close',
      closedWindow(input),
    ),
  }
}

const measures = {
  touches: { label: 'Touches before the close', unit: 'number' },
  people: { label: 'People involved', unit: 'number' },
  roles: { label: 'Committee roles seen', unit: 'number' },
  cycle: { label: 'Days from opened to closed', unit: 'days' },
  response: { label: 'Hours to the first answer', unit: 'hours' },
} as const

const secondsOf = { number: 1, days: 86_400, hours: 3600 } as const

function measureCells(rows: readonly WonLostRow[], measure: WonLostRow['measure']) {
  const scale = secondsOf[measures[measure].unit]
  const cells = (outcome: WonLostRow['outcome']): Record<string, TableCell> => {
    const row = rows.find((each) => each.measure === measure && each.outcome === outcome)
    return {
      [`${outcome}_n`]: row?.number ?? 0,
      [`${outcome}_median`]: row === undefined ? null : rounded(row.median / scale),
      [`${outcome}_mean`]: row === undefined ? null : rounded(row.total / row.number / scale),
    }
  }
  return { measure: measures[measure].label, ...cells('won'), ...cells('lost') }
}

function wonLostTable(input: ReportInput, { wonLost }: AcquisitionResult): Table {
  const missing = 'nothing closed so'
  return {
    id: 'won_and_lost',
    title: 'What won deals had beside lost ones',
    description:
      'Medians and means. Beside is not because: deals that live longer gather more touches, people and roles.',
    columns: [
      { id: 'measure', label: 'Measure', unit: 'text' },
      { id: 'won_median', label: 'Won, median', unit: 'score', missing },
      { id: 'lost_median', label: 'Lost, median', unit: 'score', missing },
      { id: 'won_mean', label: 'Won, mean', unit: 'score', missing },
      { id: 'lost_mean', label: 'Lost, mean', unit: 'score', missing },
      { id: 'won_n', label: 'Won', unit: 'count', description: 'Deals measured' },
      { id: 'lost_n', label: 'Lost', unit: 'count', description: 'Deals measured' },
    ],
    rows: (['touches', 'people', 'roles', 'cycle', 'response'] as const).map((measure) =>
      measureCells(wonLost, measure),
    ),
    receipt: receipt(
      'acquisition_won_lost',
      'Touches of the opportunity and of its leads up to the close, people in them or on the deal record, roles of the committee list; answers to the lead by the clock, where it was answered.',
      'median of type 7 (default), mean',
      closedWindow(input),
    ),
  }
}

/** Who takes part in a purchase, and what won deals had beside lost ones. */
export const committeeSection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'committee',
  title: 'Who takes part, and what won deals had',
  tables: [
    ...(result.committee.some((row) => row.part === 'role')
      ? [roleTable(input, result), coverageTable(input, result)]
      : []),
    wonLostTable(input, result),
  ],
})
