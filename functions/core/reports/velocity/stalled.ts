import type { Section, Table } from '../../report-data.ts'
import { smallSampleBelow } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { days, durationColumn, receipt, rowsOf, shareOf, stageLabel } from '../parts.ts'
import type { VelocityResult } from './rows.ts'

/** The list shows this many; the table above it counts all. */
export const stalledShown = 100

const definition = `Open attempts whose visit is older than the 90th percentile of visits to that stage that ended in the 365 days before the as-of; with fewer than ${smallSampleBelow} of them older than the target; without one not judged.`

const stalledReceipt = (query: string) =>
  receipt(query, definition, '90th percentile of type 7, else target', 'open at the as-of')

/** Open attempts, those that can be judged and those that are stalled, over all stages. */
export function stalledTotals(result: VelocityResult) {
  const rows = rowsOf(result.openVisits, 'all')
  const sum = (key: 'open_attempts' | 'judged' | 'stalled') =>
    rows.reduce((total, row) => total + row[key], 0)
  return { open: sum('open_attempts'), judged: sum('judged'), stalled: sum('stalled') }
}

function stagesTable(input: ReportInput, result: VelocityResult): Table {
  const rows = rowsOf(result.openVisits, 'all')
  return {
    id: 'stalled_by_stage',
    title: 'Stalled attempts by stage',
    description:
      'Open attempts in each stage as of the report, and how many stay longer than usual.',
    columns: [
      { id: 'stage', label: 'Stage', unit: 'text' },
      { id: 'open_attempts', label: 'Open attempts', unit: 'count' },
      { id: 'stalled', label: 'Stalled', unit: 'count' },
      { id: 'share', label: 'Share', unit: 'rate', description: 'Stalled / judged' },
      {
        id: 'not_judged',
        label: 'Not judged',
        unit: 'count',
        description: 'Nothing to compare with',
      },
    ],
    rows: input.funnel.stages.map((stage, index) => {
      const row = rows.find((each) => each.stage_no === index + 1)
      const judged = row?.judged ?? 0
      return {
        stage: stage.label,
        open_attempts: row?.open_attempts ?? 0,
        stalled: row?.stalled ?? 0,
        share: shareOf(row?.stalled ?? 0, judged),
        not_judged: (row?.open_attempts ?? 0) - judged,
      }
    }),
    receipt: stalledReceipt('velocity_open_visits'),
  }
}

function listTable(input: ReportInput, result: VelocityResult): Table {
  const { stalled } = stalledTotals(result)
  const shown =
    stalled > result.stalled.length
      ? `The first ${result.stalled.length} of ${stalled.toLocaleString('en-US')}`
      : 'All'
  return {
    id: 'stalled',
    title: `Stalled ${input.funnel.subject}s`,
    description: `${shown}: late stages first, in each those that are furthest over their limit.`,
    columns: [
      { id: 'subject', label: input.funnel.subject, unit: 'text' },
      { id: 'stage', label: 'Stage', unit: 'text' },
      { id: 'since', label: 'Since', unit: 'date' },
      durationColumn('age', 'In stage'),
      durationColumn('limit', 'Limit'),
      { id: 'judged_by', label: 'Judged by', unit: 'text' },
      { id: 'channel', label: 'Channel', unit: 'text' },
      { id: 'segment', label: 'Segment', unit: 'text' },
      { id: 'rep', label: 'Rep', unit: 'text' },
    ],
    rows: result.stalled.map((row) => ({
      subject: row.subject_id,
      stage: stageLabel(input, row.stage_no),
      since: row.entered_on,
      age: days(row.seconds),
      limit: days(row.limit_seconds),
      judged_by: row.judged_by === 'usual' ? 'usual time' : 'target',
      channel: row.channel,
      segment: row.segment,
      rep: row.rep,
    })),
    receipt: stalledReceipt('velocity_stalled'),
  }
}

/** Who has not moved for longer than usual. */
export const stalledSection = (input: ReportInput, result: VelocityResult): Section => ({
  id: 'stalled',
  title: 'Who has not moved for longer than usual',
  tables: [stagesTable(input, result), listTable(input, result)],
})
