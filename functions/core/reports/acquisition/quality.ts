import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Finding, Section, Table, TableCell } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { receipt, rowsOf, shareOf } from '../parts.ts'
import { trendText } from './conversions.ts'
import { lowFitFindings, lowPipelineFindings } from './findings.ts'
import type { AcquisitionResult, LeadRow, OriginRow } from './rows.ts'
import { valuesShown } from './thresholds.ts'
import { shownDimensions } from './volume.ts'

const nothing = { created: 0, judged: 0, fitting: 0 }
const noDeal = { won: 0, lost: 0, open_amount: null }

const leadCells = (
  { created, judged, fitting }: Pick<LeadRow, keyof typeof nothing> = nothing,
  total: number,
): Record<string, TableCell> => ({
  created,
  share: shareOf(created, total),
  judged,
  fit: shareOf(fitting, judged),
})

const dealCells = (
  { won, lost, open_amount: amount }: Pick<OriginRow, keyof typeof noDeal> = noDeal,
  total: number,
): Record<string, TableCell> => ({
  closed: won + lost,
  win_rate: shareOf(won, won + lost),
  open_amount: amount === null ? null : moneyNumber(amount),
  open_share: {
    value: amount === null ? null : ratio(moneyNumber(amount), total),
    interval: null,
    smallSample: false,
  },
})

const columnsOf = (dimension: string, name: string): Table['columns'] => [
  { id: dimension, label: name, unit: 'text' },
  { id: 'created', label: 'Leads', unit: 'count' },
  { id: 'share', label: 'Share', unit: 'rate', missing: 'no lead came' },
  { id: 'judged', label: 'Judged', unit: 'count', description: 'Profile values known' },
  { id: 'fit', label: 'Ideal customers', unit: 'rate', missing: 'none can be judged' },
  { id: 'closed', label: 'Won and lost', unit: 'count' },
  { id: 'win_rate', label: 'Win rate', unit: 'rate', missing: 'nothing closed' },
  { id: 'open_amount', label: 'Open pipeline', unit: 'money', missing: 'nothing with an amount' },
  { id: 'open_share', label: 'Share of open', unit: 'rate', missing: 'no open money' },
]

function qualityTable(input: ReportInput, result: AcquisitionResult, dimension: string): Table {
  const leads = rowsOf(result.leadHistory, dimension)
  const deals = rowsOf(result.origins, dimension)
  const created = leads.reduce((sum, row) => sum + row.created, 0)
  const open = moneyNumber(sumOfMoney(deals.map((row) => row.open_amount)))
  const name = dimension.replaceAll('_', ' ')
  const rows = [...new Set([...leads, ...deals].map(({ value }) => value))].map((value) => ({
    value,
    lead: leads.find((row) => row.value === value),
    deal: deals.find((row) => row.value === value),
  }))
  const size = ({ lead }: (typeof rows)[number]) => lead?.created ?? 0
  return {
    id: `quality_by_${dimension}`,
    title: `Volume, fit, win rate and pipeline by ${name}`,
    description: `Many leads that are no ideal customers cost time; where deals are won often, little pipeline is a chance missed. Over ${trendText(input)}.`,
    columns: columnsOf(dimension, name),
    rows: rows
      .sort((a, b) => size(b) - size(a) || (a.value < b.value ? -1 : 1))
      .slice(0, valuesShown)
      .map(({ value, lead, deal }) => ({
        [dimension]: value,
        ...leadCells(lead, created),
        ...dealCells(deal, open),
      })),
    receipt: receipt(
      'acquisition_leads and acquisition_sources',
      'Leads that fit the ideal customer profile / leads whose values tell; new business won / (won + lost); open at the end of the period with the amount known then. Wilson 95 % interval.',
      `${name} of the lead at creation, of the opportunity when opened; fit as known at the as-of; amounts in ${input.settings.currency} at the rate of the last day`,
      `leads created and new business closed from ${input.trend.startsOn} to before ${input.trend.endsOn}`,
    ),
  }
}

/** The sentences of the page, made from the tables of this section by rule. */
export const findingsOf = (input: ReportInput, result: AcquisitionResult): Finding[] => {
  const shown = shownDimensions(input, result.leadHistory)
  return [
    ...lowFitFindings(result.leadHistory, shown),
    ...lowPipelineFindings(result.origins, shown),
  ]
}

/** Whether the leads that come are the right ones, and whether pipeline lies where deals are won. */
export const qualitySection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'lead_quality',
  title: 'Whether the right leads come',
  tables: shownDimensions(input, result.leadHistory).map((dimension) =>
    qualityTable(input, result, dimension),
  ),
})
