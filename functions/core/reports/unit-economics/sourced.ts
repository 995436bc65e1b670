import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import type { UnitResult } from './rows.ts'

const parties = ['marketing', 'sales', 'partner', 'customer', '(none)'] as const

function sourcedTable(input: ReportInput, result: UnitResult): Table {
  const total = result.sourced.reduce((sum, row) => sum + row.won, 0)
  return {
    id: 'sourced_by',
    title: 'Who sourced what was opened and won',
    description:
      'Sourced: what the opportunity says, once each. Influenced: won ones with any touch in the look-back by that party, which do not add up: outbound by people is sales, the channels partner and referral are theirs, the rest is marketing.',
    columns: [
      { id: 'party', label: 'Sourced by', unit: 'text' },
      { id: 'opened', label: 'Opened', unit: 'count' },
      { id: 'won', label: 'Won', unit: 'count' },
      { id: 'share', label: 'Share of won', unit: 'rate', missing: 'nothing was won' },
      { id: 'won_amount', label: 'Won money', unit: 'money' },
      { id: 'influenced', label: 'Influenced', unit: 'count' },
    ],
    rows: parties.map((party) => {
      const row = result.sourced.find((each) => each.sourced_by === party)
      return {
        party,
        opened: row?.opened ?? 0,
        won: row?.won ?? 0,
        share: shareOf(row?.won ?? 0, total),
        won_amount: row?.won_amount ?? '0.0000',
        influenced: row?.influenced ?? 0,
      }
    }),
    receipt: receipt(
      'unit_economics_sourced',
      'Opportunities by sourced_by as known last; won money at the rate of its day.',
      'sourced (additive); influenced (not additive)',
      periodWindow(input, 'opportunities opened, opportunities won'),
    ),
  }
}

/** Who brought the opportunities. */
export const sourcedSection = (input: ReportInput, result: UnitResult): Section => ({
  id: 'sourced',
  title: 'Who sourced what was won',
  tables: [sourcedTable(input, result)],
})
