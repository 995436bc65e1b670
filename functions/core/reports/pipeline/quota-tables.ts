import { dayBefore } from '../../format.ts'
import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { RateCell, Section, Table, TableCell, TableColumn } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, shareOf, velocityWindow } from '../parts.ts'
import { type Coverage, companyCoverage, coverageOf, needed, quotaMet } from './coverage.ts'
import { openEstimate } from './forecast.ts'
import type { QuotaRow } from './key-rows.ts'
import type { PipelineResult } from './rows.ts'
import { standingWindow } from './standing.ts'

/** Won money / quota. */
function attainmentOf(row: QuotaRow): RateCell | null {
  if (row.quota === null) return null
  const value = ratio(moneyNumber(row.won_money), moneyNumber(row.quota))
  return { value, interval: null, smallSample: false }
}

export const coverageDefinition =
  'Open qualified pipeline expected to close inside the quota period / quota remaining (quota - won).'

const windowText = ({ starts_on: from, ends_on: to }: QuotaRow) => `${from} to before ${to}`

/** The days of a quota, and when they are looked at. */
export const quotaWindow = (input: ReportInput, row: QuotaRow | undefined): string =>
  row === undefined
    ? standingWindow(input)
    : `quota from ${windowText(row)}; ${standingWindow(input)}`

function coverageRows(result: PipelineResult, coverage: Coverage): Record<string, TableCell>[] {
  const { row, dueMoney, largest, remaining } = coverage
  const { rate, won, decided, times, expected, shareOfGap, gap } = needed(result, coverage)
  const without = moneyNumber(sumOfMoney([dueMoney, `-${largest}`]))
  const left = moneyNumber(remaining)
  const line = (name: string, cells: Record<string, TableCell>) => ({
    line: name,
    money: null,
    times: null,
    rate: null,
    ...cells,
  })
  return [
    line('Quota', { money: row.quota === null ? null : moneyNumber(row.quota) }),
    line('Won so far', { money: moneyNumber(row.won_money), rate: attainmentOf(row) }),
    line('Quota remaining', { money: Math.max(0, left) }),
    line('Open, qualified, expected in time', { money: moneyNumber(dueMoney) }),
    line('Coverage of what remains (default)', { times: coverage.coverage.value }),
    line('Coverage of the full quota', { times: coverage.ofFullQuota.value }),
    line('Coverage without the largest deal', {
      money: without,
      times: left > 0 ? ratio(without, left) : null,
    }),
    line('Needed: 1 / win rate', { times: times.value, rate: shareOf(won, decided) }),
    line('Expected: open x win rate', {
      money: expected,
      rate: shareOfGap === null ? null : { value: shareOfGap, interval: null, smallSample: false },
    }),
    line('Gap after what is expected', { money: rate === null ? null : gap }),
  ]
}

function coverageTable(input: ReportInput, result: PipelineResult): Table {
  const coverage = companyCoverage(result)
  const scope = coverage?.row.scope ?? 'all'
  return {
    id: 'coverage',
    title: 'Coverage of the quota',
    description: coverage
      ? `Quota of ${windowText(coverage.row)}${scope === 'all' ? '' : `, ${scope.replace('_', ' ')} only`}. The rate beside a line: attainment, win rate, share of the gap.`
      : 'No quota holds the day after the period: nothing to cover.',
    columns: [
      { id: 'line', label: 'Line', unit: 'text' },
      { id: 'money', label: 'Amount', unit: 'money', missing: 'no money on this line' },
      {
        id: 'times',
        label: 'Times',
        unit: 'multiple',
        missing: `no multiple on this line, or ${quotaMet}`,
      },
      { id: 'rate', label: 'Rate', unit: 'rate', missing: 'no rate on this line' },
    ],
    rows: coverage === undefined ? [] : coverageRows(result, coverage),
    receipt: receipt(
      'pipeline_quota_open',
      coverageDefinition,
      `quota remaining (default) and full quota; win rate by count of ${velocityWindow(input)}`,
      quotaWindow(input, coverage?.row),
    ),
  }
}

const attainmentColumns: readonly TableColumn[] = [
  { id: 'from', label: 'From', unit: 'date', description: 'First day of the quota period' },
  { id: 'to', label: 'To', unit: 'date', description: 'Its last day' },
  { id: 'scope', label: 'Deals', unit: 'text' },
  { id: 'quota', label: 'Quota', unit: 'money', missing: 'no rate of exchange' },
  { id: 'won', label: 'Won', unit: 'money' },
  { id: 'attainment', label: 'Attainment', unit: 'rate', missing: 'no rate of exchange' },
  {
    id: 'commit',
    label: 'Commit',
    unit: 'money',
    description: 'Open, in this category, expected in time',
  },
  { id: 'best_case', label: 'Best case', unit: 'money', description: 'Likewise' },
  {
    id: 'forecast',
    label: 'Forecast',
    unit: 'money',
    description: 'Won up to the as-of, and what open deals are expected to bring by then',
    missing: 'the quota period does not hold the as-of, or the quota is of no rep or team',
  },
  { id: 'coverage', label: 'Coverage', unit: 'multiple', missing: quotaMet },
]

/** Won up to the as-of and the forecast of open deals, where the quota period is the current one. */
function ownerForecast(result: PipelineResult, row: QuotaRow): number | null {
  const current = result.forecastHistory.find(({ kind }) => kind === 'quota')
  const isSplit = ['all', 'rep', 'team'].includes(row.owner_kind) && row.scope === 'all'
  if (!isSplit || current?.starts_on !== row.starts_on || current.ends_on !== row.ends_on)
    return null
  const { owner_kind: dimension, owner: value } = row
  const { expected } = openEstimate(result, { kind: 'quota', place: 0, dimension, value })
  const won = moneyNumber(sumOfMoney([row.won_money, row.won_since]))
  return expected === null ? null : rounded(won + expected)
}

function attainmentCells(result: PipelineResult, row: QuotaRow): Record<string, TableCell> {
  const open = result.quotaOpen.find(
    (each) =>
      each.horizon === row.horizon &&
      each.owner_kind === row.owner_kind &&
      each.owner === row.owner &&
      each.scope === row.scope,
  )
  return {
    from: row.starts_on,
    to: dayBefore(row.ends_on),
    scope: row.scope.replace('_', ' '),
    quota: row.quota === null ? null : moneyNumber(row.quota),
    won: moneyNumber(row.won_money),
    attainment: attainmentOf(row),
    commit: moneyNumber(open?.commit_money ?? null),
    best_case: moneyNumber(open?.best_case_money ?? null),
    forecast: ownerForecast(result, row),
    coverage: coverageOf(row, result).coverage.value,
  }
}

const key = (row: QuotaRow) => `${row.owner} ${row.scope} ${row.starts_on} ${row.ends_on}`

/** The quotas of one kind of owner: those of the period, then those ahead where they are others. */
function attainmentTable(
  input: ReportInput,
  result: PipelineResult,
  kind: QuotaRow['owner_kind'],
): Table[] {
  const due = result.quotas.filter((row) => row.owner_kind === kind && row.horizon === 'due')
  const known = new Set(due.map(key))
  const ahead = result.quotas.filter(
    (row) => row.owner_kind === kind && row.horizon === 'ahead' && !known.has(key(row)),
  )
  if (due.length + ahead.length === 0) return []
  const label = kind === 'all' ? 'company' : kind
  return [
    {
      id: `attainment_by_${kind}`,
      title: `Attainment by ${label}`,
      description:
        'Quota periods that overlap the period, then the one that begins after it. Won counts for who had the deal at its close.',
      columns: [{ id: kind, label, unit: 'text' }, ...attainmentColumns],
      rows: [...due, ...ahead].map((row) => ({
        [kind]: row.owner,
        ...attainmentCells(result, row),
      })),
      receipt: receipt(
        'pipeline_quotas',
        'Won money / quota.',
        'won at the rate of its day, quota at the rate of its first day',
        standingWindow(input),
      ),
    },
  ]
}

const kinds = ['all', 'team', 'rep', 'segment', 'product'] as const

/** Whether what is open is enough for the quota, and how far everyone is. */
export const quotaSection = (input: ReportInput, result: PipelineResult): Section => ({
  id: 'quotas',
  title: 'Whether the pipeline is enough for the quota',
  tables: [
    coverageTable(input, result),
    ...kinds.flatMap((kind) => attainmentTable(input, result, kind)),
  ],
})
