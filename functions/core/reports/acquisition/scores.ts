import type { Section, Table } from '../../report-data.ts'
import { rounded, smallSampleBelow } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, shareOf } from '../parts.ts'
import { milestonesOf, stepName } from './milestones.ts'
import type { AcquisitionResult, ScoreRow } from './rows.ts'

const window = ({ trend }: ReportInput) =>
  `MQLs entered from ${trend.startsOn} to before ${trend.endsOn}`

const knownUntil = 'last lead score known by the end of the day on which the lead became an MQL'

/**
 * The chance that one of those that converted had a higher score than one that did not, ties half:
 * the area under the ROC curve from rank sums (Mann and Whitney 1947); 0.5 says nothing. `ranks` is
 * twice the sum of the mean ranks of the converted. Null when everybody or nobody converted.
 */
export function scoreSeparation(ranks: number, converted: number, all: number): number | null {
  const others = all - converted
  if (converted === 0 || others === 0) return null
  return rounded((ranks / 2 - (converted * (converted + 1)) / 2) / (converted * others))
}

const totalOf = (
  rows: readonly ScoreRow[],
  column: 'mqls' | 'sqls' | 'won' | 'sql_ranks' | 'won_ranks',
) => rows.reduce((sum, row) => sum + row[column], 0)

function decileTable(input: ReportInput, { scores }: AcquisitionResult): Table {
  const ordered = [...scores].sort((a, b) => b.decile - a.decile)
  return {
    id: 'score_deciles',
    title: 'What became of MQLs by their score',
    description:
      'Tenths of the MQLs by score, the highest first; equal scores are never parted. Where the rates do not fall from top to bottom, the score does not tell who buys.',
    columns: [
      { id: 'decile', label: 'Decile', unit: 'text' },
      { id: 'from', label: 'Lowest', unit: 'score', missing: 'no score known' },
      { id: 'to', label: 'Highest', unit: 'score', missing: 'no score known' },
      { id: 'mqls', label: 'MQLs', unit: 'count' },
      { id: 'to_sql', label: 'To SQL', unit: 'rate' },
      { id: 'to_customer', label: 'To customer', unit: 'rate' },
    ],
    rows: ordered.map((row) => ({
      decile: row.decile === 0 ? 'no score' : String(row.decile),
      from: row.lowest === null ? null : Number(row.lowest),
      to: row.highest === null ? null : Number(row.highest),
      mqls: row.mqls,
      to_sql: shareOf(row.sqls, row.mqls),
      to_customer: shareOf(row.won, row.mqls),
    })),
    receipt: receipt(
      'acquisition_scores',
      `MQLs (reached ${stepName(input.funnel, milestonesOf(input.funnel).mql)}) that became SQLs or customers / MQLs. Wilson 95 % interval.`,
      knownUntil,
      window(input),
    ),
  }
}

function separationTable(input: ReportInput, { scores }: AcquisitionResult): Table {
  const scored = scores.filter((row) => row.decile > 0)
  const all = totalOf(scored, 'mqls')
  const rows = [
    { outcome: 'became an SQL', ranks: totalOf(scored, 'sql_ranks'), n: totalOf(scored, 'sqls') },
    {
      outcome: 'became a customer',
      ranks: totalOf(scored, 'won_ranks'),
      n: totalOf(scored, 'won'),
    },
  ]
  return {
    id: 'score_separation',
    title: 'How well the score tells who converts',
    description:
      'The chance that one that converted had a higher score than one that did not: 50 % is a coin, 100 % never errs.',
    columns: [
      { id: 'outcome', label: 'Of those scored', unit: 'text' },
      { id: 'converted', label: 'Converted', unit: 'count' },
      { id: 'others', label: 'Others', unit: 'count' },
      { id: 'chance', label: 'Had the higher score', unit: 'rate', missing: 'all or none did' },
    ],
    rows: rows.map(({ outcome, ranks, n }) => ({
      outcome,
      converted: n,
      others: all - n,
      chance: {
        value: scoreSeparation(ranks, n, all),
        interval: null,
        smallSample: Math.min(n, all - n) < smallSampleBelow,
      },
    })),
    receipt: receipt(
      'acquisition_scores',
      'Pairs of a converted and another lead in which the converted had the higher score, ties half / all pairs.',
      knownUntil,
      window(input),
    ),
  }
}

/** Whether lead scores tell who converts; nothing for a funnel without MQLs. */
export function scoresSection(input: ReportInput, result: AcquisitionResult): Section[] {
  if (result.scores.length === 0) return []
  return [
    {
      id: 'lead_scores',
      title: 'Whether lead scores tell who converts',
      tables: [decileTable(input, result), separationTable(input, result)],
    },
  ]
}
