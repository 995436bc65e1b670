import type { Section, Table, TableCell, TableColumn } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import type { AcquisitionResult, EngagementRow } from './rows.ts'
import { rfpAnswered, rfpReceived } from './thresholds.ts'
import { beforeLabel } from './volume.ts'

/** The row of a whole group; zeros where it has no touch. */
export const groupRow = (rows: readonly EngagementRow[], group: string): EngagementRow =>
  rows.find((row) => row.touch_group === group && row.name === '') ?? {
    touch_group: group,
    name: '',
    number: 0,
    previous: 0,
    people: 0,
    accounts: 0,
    decision: 0,
  }

const hasTouch = (row: EngagementRow) => row.number > 0 || row.previous > 0

const groupLabel = (group: string) => group.replaceAll('_', ' ')

const countColumns = (input: ReportInput): TableColumn[] => [
  { id: 'number', label: 'Touches', unit: 'count' },
  { id: 'previous', label: beforeLabel(input), unit: 'count', missing: 'no period before' },
  { id: 'people', label: 'People', unit: 'count' },
  { id: 'accounts', label: 'Accounts', unit: 'count' },
  {
    id: 'decision',
    label: 'With deciders',
    unit: 'count',
    description: 'With somebody whose role decides, by the committee list',
  },
]

const countCells = (input: ReportInput, row: EngagementRow): Record<string, TableCell> => ({
  number: row.number,
  previous: input.previous === null ? null : row.previous,
  people: row.people,
  accounts: row.accounts,
  decision: row.decision,
})

const engagementReceipt = (input: ReportInput) =>
  receipt(
    'acquisition_engagement',
    'Touches by the group of their name, triggers left out; an aggregate counts as many as it stands for. A lead and the contact that it became are one person.',
    'events of the period',
    periodWindow(input, 'touches'),
  )

/** Whole groups, those with most touches first, then what is in no group. */
function groupTable(input: ReportInput, { engagement }: AcquisitionResult): Table {
  const rest = (row: EngagementRow) => (row.touch_group === '(none)' ? 1 : 0)
  return {
    id: 'engagement',
    title: 'Engagement by group of touches',
    description:
      'People and accounts are counted anew in each row and never add up; totals of a source count nobody.',
    columns: [{ id: 'group', label: 'Group', unit: 'text' }, ...countColumns(input)],
    rows: engagement
      .filter((row) => row.name === '' && hasTouch(row))
      .sort((x, y) => rest(x) - rest(y) || y.number - x.number || y.previous - x.previous)
      .map((row) => ({ group: groupLabel(row.touch_group), ...countCells(input, row) })),
    receipt: engagementReceipt(input),
  }
}

/** What groups of several names are made of. */
function nameTable(input: ReportInput, { engagement }: AcquisitionResult): Table {
  const named = engagement.filter((row) => row.name !== '' && hasTouch(row))
  const isAlone = (row: EngagementRow) =>
    row.touch_group !== '(none)' &&
    named.filter((each) => each.touch_group === row.touch_group).length === 1
  return {
    id: 'engagement_by_name',
    title: 'Names in groups of several, and in none',
    description: 'The names as they were sent. A group of one name is in the table above.',
    columns: [
      { id: 'group', label: 'Group', unit: 'text' },
      { id: 'name', label: 'Name', unit: 'text' },
      ...countColumns(input),
    ],
    rows: named
      .filter((row) => !isAlone(row))
      .map((row) => ({
        group: groupLabel(row.touch_group),
        name: row.name,
        ...countCells(input, row),
      })),
    receipt: engagementReceipt(input),
  }
}

/** The quotients of e-mail; clicks and mails may come as totals, so that there is no interval. */
export function emailRates({ engagement }: Pick<AcquisitionResult, 'engagement'>) {
  const number = (group: string) => groupRow(engagement, group).number
  const [sent, opened, clicked] = [
    number('email_sent'),
    number('email_opened'),
    number('email_clicked'),
  ]
  return [
    { id: 'email_open_rate', label: 'Opened / sent', part: opened, whole: sent },
    { id: 'email_click_through', label: 'Clicked / sent', part: clicked, whole: sent },
    { id: 'email_click_to_open', label: 'Clicked / opened', part: clicked, whole: opened },
  ] as const
}

function emailTable(input: ReportInput, result: AcquisitionResult): Table {
  return {
    id: 'email',
    title: 'E-mail',
    description: 'Mails of every kind. Counts of touches, so that one reader may click twice.',
    columns: [
      { id: 'measure', label: 'Measure', unit: 'text' },
      { id: 'part', label: 'Numerator', unit: 'count' },
      { id: 'whole', label: 'Denominator', unit: 'count' },
      { id: 'rate', label: 'Rate', unit: 'rate', missing: 'nothing was sent or opened' },
    ],
    rows: emailRates(result).map(({ label, part, whole }) => ({
      measure: label,
      part,
      whole,
      rate: { value: ratio(part, whole), interval: null, smallSample: false },
    })),
    receipt: receipt(
      'acquisition_engagement',
      'Touches of the groups e-mail clicked, opened and sent; clicked / sent is the click-through.',
      'aggregate, no interval',
      periodWindow(input, 'touches'),
    ),
  }
}

function meetingsTable(input: ReportInput, result: AcquisitionResult): Table {
  const meetings = groupRow(result.engagement, 'meeting')
  const rfps = result.rfps[0] ?? { received: 0, answered: 0, answered_in_period: 0 }
  return {
    id: 'meetings_and_rfps',
    title: 'Meetings with deciders, and requests for proposals',
    description: `A meeting counts when the person's role decides. A request (${rfpReceived}) counts once per opportunity and is answered when ${rfpAnswered} follows by the as-of; ${rfps.answered_in_period} were answered in the period, whenever they came.`,
    columns: [
      { id: 'measure', label: 'Measure', unit: 'text' },
      { id: 'part', label: 'Number', unit: 'count' },
      { id: 'whole', label: 'Of', unit: 'count' },
      { id: 'rate', label: 'Share', unit: 'rate', missing: 'there was none' },
    ],
    rows: [
      {
        measure: 'Meetings with a decider',
        part: meetings.decision,
        whole: meetings.number,
        rate: shareOf(meetings.decision, meetings.number),
      },
      {
        measure: 'Requests answered',
        part: rfps.answered,
        whole: rfps.received,
        rate: shareOf(rfps.answered, rfps.received),
      },
    ],
    receipt: receipt(
      'acquisition_engagement and acquisition_rfps',
      'Meetings whose role, else whose person, decides by the committee list / meetings. Requests answered / received.',
      'Wilson 95 % interval',
      periodWindow(input, 'meetings and requests'),
    ),
  }
}

/** What people did: touches by group, e-mail, meetings, requests. */
export const engagementSection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'engagement',
  title: 'How people engage',
  tables: [
    groupTable(input, result),
    nameTable(input, result),
    emailTable(input, result),
    meetingsTable(input, result),
  ],
})
