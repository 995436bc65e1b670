import { formatPeriod } from '../../format.ts'
import type { Section, Table, TableCell, TableColumn } from '../../report-data.ts'
import type { Share } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf, shareOf } from '../parts.ts'
import { milestonesOf, stepName } from './milestones.ts'
import type { AcquisitionResult, ConversionRow } from './rows.ts'
import { valuesShown } from './thresholds.ts'
import { shownDimensions } from './volume.ts'

/** The conversions of leads, in the order of the way. */
export const conversionIds = [
  'lead_to_mql',
  'mql_to_sql',
  'sql_to_opportunity',
  'sql_to_customer',
  'lead_to_customer',
] as const
export type ConversionId = (typeof conversionIds)[number]

export const conversionLabels: Readonly<Record<ConversionId, string>> = {
  lead_to_mql: 'Lead to MQL',
  mql_to_sql: 'MQL to SQL',
  sql_to_opportunity: 'SQL to opportunity',
  sql_to_customer: 'SQL to customer',
  lead_to_customer: 'Lead to customer',
}

const none: Omit<ConversionRow, 'dimension' | 'value'> = {
  entered: 0,
  mqls: 0,
  sqls: 0,
  mql_to_sql: 0,
  sql_to_opportunity: 0,
  sql_to_won: 0,
  won: 0,
}

/** The counts of one conversion; zeros without a row. */
export function conversionShare(
  row: Omit<ConversionRow, 'dimension' | 'value'> = none,
  id: ConversionId,
): Share {
  switch (id) {
    case 'lead_to_mql':
      return { part: row.mqls, whole: row.entered }
    case 'mql_to_sql':
      return { part: row.mql_to_sql, whole: row.mqls }
    case 'sql_to_opportunity':
      return { part: row.sql_to_opportunity, whole: row.sqls }
    case 'sql_to_customer':
      return { part: row.sql_to_won, whole: row.sqls }
    case 'lead_to_customer':
      return { part: row.won, whole: row.entered }
  }
}

/** Which stages of the funnel are meant by MQL, SQL and customer. */
export function milestoneMeaning({ funnel }: ReportInput): string {
  const { mql, sql } = milestonesOf(funnel)
  return `Lead: entered ${funnel.title}; MQL: reached ${stepName(funnel, mql)}; SQL: reached ${stepName(funnel, sql)}, its qualified stage; opportunity: has one, open or closed; customer: reached its won stage.`
}

/** A conversion that needs a step which the funnel lacks is blank, not 0. */
const isDefined = (input: ReportInput, id: ConversionId): boolean => {
  const { mql, sql } = milestonesOf(input.funnel)
  if (id === 'lead_to_customer') return true
  if (id === 'lead_to_mql') return mql > 0
  return id === 'mql_to_sql' ? mql > 0 && sql > 0 : sql > 0
}

const cellsOf = (
  input: ReportInput,
  row: ConversionRow | undefined,
): Record<string, TableCell> => ({
  entered: row?.entered ?? 0,
  ...Object.fromEntries(
    conversionIds.map((id) => {
      const { part, whole } = conversionShare(row, id)
      return [id, isDefined(input, id) ? shareOf(part, whole) : null]
    }),
  ),
})

const rateColumns: TableColumn[] = conversionIds.map((id) => ({
  id,
  label: conversionLabels[id],
  unit: 'rate',
  missing: 'nobody to convert, or the funnel lacks the stage',
}))

/** The span of figures that need history, in words. */
export const trendText = ({ period, trend }: ReportInput): string =>
  trend.startsOn === period.startsOn ? 'the period' : 'the year up to the end of the period'

const trendWindow = ({ trend }: ReportInput) =>
  `entered from ${trend.startsOn} to before ${trend.endsOn}`

function overallTable(input: ReportInput, result: AcquisitionResult): Table {
  const spans = [
    { label: formatPeriod(input.period.label), rows: result.conversions },
    ...(input.trend.startsOn === input.period.startsOn
      ? []
      : [{ label: 'The year up to then', rows: result.conversionHistory }]),
  ]
  return {
    id: 'conversions',
    title: 'From lead to customer',
    description:
      'By when leads entered. Those that entered lately can still convert, so the shorter and younger the cohort, the lower its rates.',
    columns: [
      { id: 'entered_in', label: 'Entered in', unit: 'text' },
      { id: 'entered', label: 'Leads', unit: 'count' },
      ...rateColumns,
    ],
    rows: spans.map(({ label, rows }) => ({
      entered_in: label,
      ...cellsOf(input, rowsOf(rows, 'all')[0]),
    })),
    receipt: receipt(
      'acquisition_conversions',
      milestoneMeaning(input),
      'cohort basis; Wilson 95 % interval',
      `${periodWindow(input, 'entered')}; ${trendWindow(input)}`,
    ),
  }
}

function dimensionTable(input: ReportInput, result: AcquisitionResult, dimension: string): Table {
  const rows = rowsOf(result.conversionHistory, dimension).sort(
    (a, b) => b.entered - a.entered || (a.value < b.value ? -1 : 1),
  )
  const name = dimension.replaceAll('_', ' ')
  return {
    id: `conversions_by_${dimension}`,
    title: `From lead to customer by ${name}`,
    description: `Each lead counts under its ${name} when it entered, over ${trendText(input)}.`,
    columns: [
      { id: dimension, label: name, unit: 'text' },
      { id: 'entered', label: 'Leads', unit: 'count' },
      ...rateColumns,
    ],
    rows: rows
      .slice(0, valuesShown)
      .map((row) => ({ [dimension]: row.value, ...cellsOf(input, row) })),
    receipt: receipt(
      'acquisition_conversions',
      milestoneMeaning(input),
      `cohort basis; ${name} at entry; Wilson 95 % interval`,
      trendWindow(input),
    ),
  }
}

/** How far leads come, and from where they come furthest. */
export const conversionsSection = (input: ReportInput, result: AcquisitionResult): Section => ({
  id: 'lead_conversions',
  title: 'How far leads come',
  tables: [
    overallTable(input, result),
    ...shownDimensions(input, result.leadHistory).map((dimension) =>
      dimensionTable(input, result, dimension),
    ),
  ],
})
