import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import type { AcquisitionResult } from './rows.ts'
import { acceptedNames, rejectedNames } from './thresholds.ts'

const definition = `Leads with ${acceptedNames.join(' or ')}, and with ${rejectedNames.join(' or ')}, in the period; each lead once in a row.`

type AnswerRow = AcquisitionResult['answers'][number]

const leadsOf = (rows: readonly AnswerRow[], answer: AnswerRow['answer']) =>
  rows.filter((row) => row.answer === answer).reduce((sum, row) => sum + row.leads, 0)

function campaignTable(input: ReportInput, { answers }: AcquisitionResult): Table {
  const rows = answers.filter((row) => !row.is_total)
  const campaigns = [...new Set(rows.map((row) => row.campaign))].map((campaign) => {
    const own = rows.filter((row) => row.campaign === campaign)
    return { campaign, accepted: leadsOf(own, 'accepted'), rejected: leadsOf(own, 'rejected') }
  })
  return {
    id: 'sales_answers',
    title: 'Accepted and rejected by campaign',
    description:
      'What sales said to the leads that marketing handed over. Many leads get no answer at all and are in neither column; a lead rejected for two reasons counts under both.',
    columns: [
      { id: 'campaign', label: 'campaign', unit: 'text' },
      { id: 'accepted', label: 'Accepted', unit: 'count' },
      { id: 'rejected', label: 'Rejected', unit: 'count' },
      { id: 'rate', label: 'Rejected of answered', unit: 'rate' },
    ],
    rows: campaigns
      .sort((a, b) => b.rejected - a.rejected || (a.campaign < b.campaign ? -1 : 1))
      .map(({ campaign, accepted, rejected }) => ({
        campaign,
        accepted,
        rejected,
        rate: shareOf(rejected, accepted + rejected),
      })),
    receipt: receipt(
      'acquisition_answers',
      `${definition} Rejected / (accepted + rejected). Wilson 95 % interval.`,
      "the event's own campaign, else the lead's",
      periodWindow(input, 'answers'),
    ),
  }
}

function reasonTable(input: ReportInput, { answers }: AcquisitionResult): Table {
  const rows = answers.filter((row) => row.answer === 'rejected')
  const totals = rows.filter((row) => row.is_total).sort((a, b) => b.leads - a.leads)
  const sum = totals.reduce((all, row) => all + row.leads, 0)
  return {
    id: 'rejection_reasons',
    title: 'Why sales rejects leads',
    description: 'By reason, with the campaign that brings most of them. (none) was left blank.',
    columns: [
      { id: 'reason', label: 'Reason', unit: 'text' },
      { id: 'leads', label: 'Leads', unit: 'count' },
      { id: 'share', label: 'Share', unit: 'rate' },
      { id: 'campaign', label: 'Mostly from', unit: 'text' },
      { id: 'of_campaign', label: 'From there', unit: 'count' },
    ],
    rows: totals.map((row) => {
      const [most] = rows
        .filter((each) => !each.is_total && each.reason === row.reason)
        .sort((a, b) => b.leads - a.leads || (a.campaign < b.campaign ? -1 : 1))
      return {
        reason: row.reason,
        leads: row.leads,
        share: shareOf(row.leads, sum),
        campaign: most?.campaign ?? '(none)',
        of_campaign: most?.leads ?? 0,
      }
    }),
    receipt: receipt(
      'acquisition_answers',
      definition,
      'by reason of the rejection',
      periodWindow(input, 'rejections'),
      { denominator: sum },
    ),
  }
}

/** Accepted and rejected of all answers, each lead once per reason. */
export function answeredOf({ answers }: Pick<AcquisitionResult, 'answers'>) {
  const totals = answers.filter((row) => row.is_total)
  return { accepted: leadsOf(totals, 'accepted'), rejected: leadsOf(totals, 'rejected') }
}

/** What sales says to the leads that it is handed. */
export const answersSection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'sales_answers',
  title: 'What sales says to new leads',
  tables: [campaignTable(input, result), reasonTable(input, result)],
})
