import { formatPeriod } from '../../format.ts'
import type { Section, Table, TableColumn } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf, shareOf } from '../parts.ts'
import { leadDimensions } from './queries.ts'
import type { AcquisitionResult, LeadRow } from './rows.ts'
import { valuesShown } from './thresholds.ts'

const leadDefinition =
  'A lead begins with its record, else its first event. It is judged when its profile values are known.'

/** Dimensions in which some lead names a value; one that no event carries has nothing to show. */
export const shownDimensions = (input: ReportInput, rows: readonly LeadRow[]): string[] =>
  leadDimensions(input).filter((dimension) =>
    rowsOf(rows, dimension).some(({ value }) => value !== '(none)'),
  )

/** What the column of the period before is called. */
export const beforeLabel = ({ previous }: ReportInput): string =>
  previous === null ? 'Before' : formatPeriod(previous.label)

const byNumber = (a: LeadRow, b: LeadRow) =>
  b.created - a.created || b.previous - a.previous || (a.value < b.value ? -1 : 1)

const columnsOf = (input: ReportInput, dimension: string): TableColumn[] => [
  { id: dimension, label: dimension.replaceAll('_', ' '), unit: 'text' },
  { id: 'created', label: 'New leads', unit: 'count' },
  { id: 'share', label: 'Share', unit: 'rate', description: 'Of all new leads' },
  {
    id: 'previous',
    label: beforeLabel(input),
    unit: 'count',
    missing: 'no period before',
  },
  { id: 'judged', label: 'Judged', unit: 'count', description: 'Profile values known' },
  {
    id: 'fit',
    label: 'Ideal customers',
    unit: 'rate',
    description: 'Of those judged',
    missing: 'none can be judged',
  },
]

function volumeTable(input: ReportInput, rows: readonly LeadRow[], dimension: string): Table {
  const found = rowsOf(rows, dimension).sort(byNumber)
  const total = found.reduce((sum, row) => sum + row.created, 0)
  return {
    id: `leads_by_${dimension}`,
    title: `New leads by ${dimension.replaceAll('_', ' ')}`,
    description: `Each lead counts under its ${dimension.replaceAll('_', ' ')} as known when it was created.`,
    columns: columnsOf(input, dimension),
    rows: found.slice(0, valuesShown).map((row) => ({
      [dimension]: row.value,
      created: row.created,
      share: shareOf(row.created, total),
      previous: input.previous === null ? null : row.previous,
      judged: row.judged,
      fit: shareOf(row.fitting, row.judged),
    })),
    receipt: receipt(
      'acquisition_leads',
      `${leadDefinition} Ideal customers / judged, Wilson 95 % interval.`,
      'dimension as known at creation; fit as known at the as-of',
      periodWindow(input, 'leads created'),
      { denominator: total },
    ),
  }
}

/** Where new leads come from. */
export function volumeSection(input: ReportInput, result: AcquisitionResult): Section {
  const channels = rowsOf(result.leads, 'channel').sort(byNumber).slice(0, valuesShown)
  return {
    id: 'lead_volume',
    title: 'Where new leads come from',
    ...(channels.length === 0
      ? {}
      : {
          chart: {
            kind: 'bars',
            unit: 'count',
            bars: channels.map(({ value, created }) => ({ label: value, value: created })),
          } as const,
        }),
    tables: shownDimensions(input, result.leads).map((dimension) =>
      volumeTable(input, result.leads, dimension),
    ),
  }
}

/** From visits to leads, in both ways of counting visits. */
export function visitorsSection(input: ReportInput, { visitors }: AcquisitionResult): Section {
  const table: Table = {
    id: 'visitors_to_leads',
    title: 'Visitors to leads by channel',
    description:
      'Sessions come as totals that name nobody, so that leads / sessions is a quotient of two counts. Known visitors are counted one by one.',
    columns: [
      { id: 'channel', label: 'channel', unit: 'text' },
      { id: 'created', label: 'New leads', unit: 'count' },
      { id: 'sessions', label: 'Sessions', unit: 'count' },
      {
        id: 'per_session',
        label: 'Leads / sessions',
        unit: 'rate',
        missing: 'no sessions are counted',
      },
      { id: 'visitors', label: 'Known visitors', unit: 'count' },
      {
        id: 'identified',
        label: 'Became known',
        unit: 'rate',
        description: 'Known visitors who are a lead by now / known visitors',
        missing: 'no known visitor',
      },
    ],
    rows: visitors.map((row) => ({
      channel: row.is_total ? 'all channels' : row.channel,
      created: row.created,
      sessions: row.sessions,
      per_session: {
        value: ratio(row.created, row.sessions),
        interval: null,
        smallSample: false,
      },
      visitors: row.visitors,
      identified: shareOf(row.identified, row.visitors),
    })),
    receipt: receipt(
      'acquisition_visitors',
      'Leads created / sessions counted. A known visitor has an id and counts under the channel of its first touch in the period.',
      'aggregate (default, no interval); known visitors (Wilson 95 % interval)',
      periodWindow(input, 'sessions, touches and leads created'),
    ),
  }
  return { id: 'visitors', title: 'How visitors become leads', tables: [table] }
}
