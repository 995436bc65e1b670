import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import { closestDimension, countColumn, dimensionTitle, rateColumn, yearWindow } from './parts.ts'
import type { OnboardingRow, RetentionResult } from './rows.ts'

const definition =
  'Accounts whose recurring revenue began in the span and that were onboarded by 30 days after / those of them not pending. Pending: younger than 30 days and not onboarded. Wilson 95 % interval.'

const columns = [
  countColumn('accounts', 'Began'),
  countColumn('in_time', 'Onboarded in time', 'By 30 days after'),
  countColumn('late', 'Later'),
  countColumn('never', 'Not yet', 'After more than 30 days'),
  countColumn('pending', 'Pending'),
  rateColumn('rate', 'Share in time', undefined, 'nobody began, or all are pending'),
]

const cells = (row: OnboardingRow | undefined) => ({
  accounts: row?.accounts ?? 0,
  in_time: row?.in_time ?? 0,
  late: row?.late ?? 0,
  never: row?.never ?? 0,
  pending: row?.pending ?? 0,
  rate: shareOf(row?.in_time ?? 0, (row?.accounts ?? 0) - (row?.pending ?? 0)),
})

function spansTable(input: ReportInput, { onboarding }: RetentionResult): Table {
  return {
    id: 'onboarding',
    title: 'Onboarded within 30 days',
    description: 'Accounts by the day on which their recurring revenue began.',
    columns: [{ id: 'span', label: 'Span', unit: 'text' }, ...columns],
    rows: (['period', 'year'] as const).map((span) => ({
      span: span === 'period' ? 'Period' : 'Year',
      ...cells(onboarding.find((row) => row.span === span && row.dimension === 'all')),
    })),
    receipt: receipt(
      'retention_onboarding',
      definition,
      'by account',
      `${periodWindow(input, 'accounts that began')}; year ${yearWindow(input)}`,
    ),
  }
}

function dimensionTable(
  input: ReportInput,
  { onboarding }: RetentionResult,
  dimension: string,
): Table {
  const title = dimensionTitle(dimension)
  return {
    id: `onboarding_by_${dimension}`,
    title: `Onboarded within 30 days, by ${title}`,
    description: `Accounts whose recurring revenue began in the year ${yearWindow(input)}.`,
    columns: [{ id: dimension, label: title, unit: 'text' }, ...columns],
    rows: onboarding
      .filter((row) => row.span === 'year' && row.dimension === dimension)
      .map((row) => ({ [dimension]: row.value, ...cells(row) })),
    receipt: receipt(
      'retention_onboarding',
      definition,
      `by ${title}`,
      `accounts that began ${yearWindow(input)}`,
    ),
  }
}

/** Who starts to use what they pay for. */
export const adoptionSection = (input: ReportInput, result: RetentionResult): Section => ({
  id: 'adoption',
  title: 'Who is onboarded within 30 days',
  tables: [spansTable(input, result), dimensionTable(input, result, closestDimension(input))],
})
