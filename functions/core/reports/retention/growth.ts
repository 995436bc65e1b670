import type { Section, Table } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { durationColumn, periodWindow, receipt, shareOf } from '../parts.ts'
import { spanMovements } from './movements.ts'
import { countColumn, rateColumn, yearWindow } from './parts.ts'
import type { RetentionResult } from './rows.ts'

function triggersTable(input: ReportInput, { triggers }: RetentionResult): Table {
  return {
    id: 'expansion_triggers',
    title: 'Expansion triggers',
    description:
      'Events at accounts that hint at a need for more, and how many of the accounts that paid then grew within 90 days after. (no trigger): accounts that paid when the period began and had none in it, grown within 90 days of its beginning. An as-of less than 90 days later shows fewer.',
    columns: [
      { id: 'trigger', label: 'Trigger', unit: 'text' },
      countColumn('touches', 'Triggers'),
      countColumn('accounts', 'Accounts'),
      countColumn('payers', 'Paying then'),
      countColumn('grown', 'Grew within 90 days'),
      rateColumn('rate', 'Share', 'Grew / paying then', 'none of the accounts paid'),
    ],
    rows: triggers.map((row) => ({
      trigger: row.name,
      touches: row.touches,
      accounts: row.accounts,
      payers: row.payers,
      grown: row.grown,
      rate: shareOf(row.grown, row.payers),
    })),
    receipt: receipt(
      'retention_triggers',
      'Paying accounts with a trigger whose recurring revenue grew within 90 days / paying accounts with a trigger. Wilson 95 % interval. An association, not a cause.',
      'from the first trigger of each name and account',
      periodWindow(input, 'triggers'),
    ),
  }
}

const origins = { referred: 'Referred by a customer', other: 'All others' } as const

function referralsTable(input: ReportInput, { referrals }: RetentionResult): Table {
  return {
    id: 'referrals',
    title: 'Referred leads against the rest',
    description: 'Leads by the day they were created; won and days as known at the as-of.',
    columns: [
      { id: 'span', label: 'Span', unit: 'text' },
      { id: 'origin', label: 'Origin', unit: 'text' },
      countColumn('leads', 'Leads'),
      countColumn('won', 'Won'),
      rateColumn('rate', 'Conversion', 'Won / leads', 'no such lead'),
      durationColumn('median', 'Median to won', 'Calendar days from created to won'),
      durationColumn('mean', 'Mean to won'),
    ],
    rows: (['period', 'year'] as const).flatMap((span) =>
      (['referred', 'other'] as const).map((origin) => {
        const row = referrals.find((each) => each.span === span && each.origin === origin)
        const [leads, won] = [row?.leads ?? 0, row?.won ?? 0]
        return {
          span: span === 'period' ? 'Period' : 'Year',
          origin: origins[origin],
          leads,
          won,
          rate: shareOf(won, leads),
          median: row?.p50_days ?? null,
          mean: ratio(row?.total_days ?? 0, row?.timed ?? 0),
        }
      }),
    ),
    receipt: receipt(
      'retention_referrals',
      'Leads with a won opportunity by the as-of / leads created. Wilson 95 % interval.',
      'referred: the lead names an account or contact that referred it',
      `${periodWindow(input, 'leads created')}; year ${yearWindow(input)}`,
    ),
  }
}

function flywheelTable(input: ReportInput, result: RetentionResult): Table {
  const customers = (span: 'period' | 'year') => spanMovements(result.movements, span).paidAtEnd
  return {
    id: 'flywheel',
    title: 'Flywheel: customers who bring customers',
    description:
      'Accounts that referred leads created in the span, for each 100 that pay at its end.',
    columns: [
      { id: 'span', label: 'Span', unit: 'text' },
      countColumn('customers', 'Customers', 'Accounts that pay at the end'),
      countColumn('referrers', 'Referred someone'),
      { id: 'referrers_per_100', label: 'Referrers per 100', unit: 'score' },
      countColumn('leads', 'Referred leads'),
      { id: 'leads_per_100', label: 'Leads per 100', unit: 'score' },
      countColumn('won', 'Won of them'),
      { id: 'won_per_100', label: 'Won per 100', unit: 'score' },
    ],
    rows: (['period', 'year'] as const).map((span) => {
      const row = result.referrals.find((each) => each.span === span && each.origin === 'referred')
      const of = customers(span)
      const per100 = (number: number) => ratio(number * 100, of)
      const [referrers, leads, won] = [row?.referrers ?? 0, row?.leads ?? 0, row?.won ?? 0]
      return {
        span: span === 'period' ? 'Period' : 'Year',
        customers: of,
        referrers,
        referrers_per_100: per100(referrers),
        leads,
        leads_per_100: per100(leads),
        won,
        won_per_100: per100(won),
      }
    }),
    receipt: receipt(
      'retention_referrals',
      'Referring accounts, referred leads and those won x 100 / accounts that pay at the end of the span.',
      'as known at the as-of',
      `${periodWindow(input, 'leads created')}; year ${yearWindow(input)}`,
    ),
  }
}

/** What makes customers grow, and bring others. */
export const growthSection = (input: ReportInput, result: RetentionResult): Section => ({
  id: 'growth',
  title: 'What makes customers grow and bring others',
  tables: [
    triggersTable(input, result),
    referralsTable(input, result),
    flywheelTable(input, result),
  ],
})
