import type { Section, Table, TableCell, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { hours, hoursColumn, periodWindow, receipt, rowsOf, shareOf, valuesOf } from '../parts.ts'
import type { ResponseRow, RoutingRow, VelocityResult } from './rows.ts'

/** What a quantile prints when it falls among the leads that were never answered. */
export const notReached = 'not reached'

const responseDefinition =
  'From lead created to the first outbound human touch. Touched before creation: out. Unanswered and younger than the SLA: out; older: infinite.'
const routingDefinition = 'From lead created to the first assignment; unassigned / created.'

const createdWindow = (input: ReportInput) => periodWindow(input, 'leads created')

/** The leads that count: answered, or unanswered for longer than the SLA. */
export const countedLeads = (row: ResponseRow | undefined): number =>
  (row?.answered ?? 0) + (row?.unanswered ?? 0)

/** A response quantile in hours; the word where it is infinite, null where no lead counts. */
export function responseHours(
  row: ResponseRow | undefined,
  quantile: 'p50_seconds' | 'p75_seconds' | 'p90_seconds',
): number | typeof notReached | null {
  const value = hours(row?.[quantile])
  return value ?? (countedLeads(row) > 0 ? notReached : null)
}

/** The response row of a clock, of one dimension value; undefined without any lead. */
export function responseRow(
  result: VelocityResult,
  measure: ResponseRow['measure'],
  of: { dimension: string; value: string } = { dimension: 'all', value: 'all' },
): ResponseRow | undefined {
  return result.response.find(
    (row) => row.measure === measure && row.dimension === of.dimension && row.value === of.value,
  )
}

/** The routing row of every lead; undefined without any. */
export const wholeRouting = (result: VelocityResult): RoutingRow | undefined =>
  rowsOf(result.routing, 'all')[0]

const sla = ({ settings }: ReportInput) => `${settings.responseSlaMinutes} minutes`

const responseColumns = (input: ReportInput): readonly TableColumn[] => [
  { id: 'measure', label: 'Measured by', unit: 'text' },
  {
    id: 'counted',
    label: 'Leads',
    unit: 'count',
    description: 'Answered, or unanswered for longer than the SLA',
  },
  hoursColumn('median', 'Median'),
  hoursColumn('p75', '75 %'),
  hoursColumn('p90', '90 %'),
  { id: 'within_sla', label: `Within ${sla(input)}`, unit: 'rate' },
  { id: 'unanswered', label: 'Unanswered', unit: 'count' },
  {
    id: 'too_young',
    label: 'Too young',
    unit: 'count',
    description: 'Unanswered, younger than the SLA: out',
  },
  {
    id: 'touched_before',
    label: 'Touched before',
    unit: 'count',
    description: 'Before creation: out',
  },
]

function responseTable(input: ReportInput, result: VelocityResult): Table {
  const names = { clock: 'Clock', business: 'Business hours' } as const
  return {
    id: 'lead_response',
    title: 'Lead response',
    description: `Automated touches are no answer. A lead that was never answered stays in: "${notReached}" means that so many never were.`,
    columns: responseColumns(input),
    rows: (['clock', 'business'] as const).map((measure) => {
      const row = responseRow(result, measure)
      return {
        measure: names[measure],
        counted: countedLeads(row),
        median: responseHours(row, 'p50_seconds'),
        p75: responseHours(row, 'p75_seconds'),
        p90: responseHours(row, 'p90_seconds'),
        within_sla: shareOf(row?.within_sla ?? 0, countedLeads(row)),
        unanswered: row?.unanswered ?? 0,
        too_young: row?.too_young ?? 0,
        touched_before: row?.touched_before ?? 0,
      }
    }),
    receipt: receipt(
      'velocity_response',
      responseDefinition,
      `clock (default) and business hours; SLA ${sla(input)}; quantiles of type 7`,
      createdWindow(input),
    ),
  }
}

const routingColumns: readonly TableColumn[] = [
  { id: 'created', label: 'Created', unit: 'count' },
  { id: 'unassigned', label: 'Unassigned', unit: 'rate', description: 'Without any assignment' },
  hoursColumn('assigned_median', 'Median to assigned'),
]

const routingCells = (row: RoutingRow | undefined): Record<string, TableCell> => ({
  created: row?.created ?? 0,
  unassigned: shareOf((row?.created ?? 0) - (row?.assigned ?? 0), row?.created ?? 0),
  assigned_median: hours(row?.p50_seconds),
})

function routingTable(input: ReportInput, result: VelocityResult): Table {
  const row = wholeRouting(result)
  const mean = row && row.number > 0 ? hours((row.total_seconds ?? 0) / row.number) : null
  return {
    id: 'routing',
    title: 'Routing',
    description: 'How fast a new lead gets an owner, by the clock.',
    columns: [
      ...routingColumns,
      hoursColumn('assigned_p75', '75 %'),
      hoursColumn('assigned_p90', '90 %'),
      hoursColumn('assigned_mean', 'Mean'),
    ],
    rows: [
      {
        ...routingCells(row),
        assigned_p75: hours(row?.p75_seconds),
        assigned_p90: hours(row?.p90_seconds),
        assigned_mean: mean,
      },
    ],
    receipt: receipt(
      'velocity_routing',
      routingDefinition,
      'created to first assigned, by the clock; quantiles of type 7',
      createdWindow(input),
    ),
  }
}

function dimensionTable(input: ReportInput, result: VelocityResult, dimension: string): Table {
  return {
    id: `lead_response_by_${dimension}`,
    title: `Lead response and routing by ${dimension}`,
    description: `Each lead counts under its ${dimension} as known when it was created.`,
    columns: [
      { id: dimension, label: dimension, unit: 'text' },
      { id: 'counted', label: 'Leads', unit: 'count' },
      hoursColumn('median', 'Median response'),
      hoursColumn('business_median', 'In business hours'),
      { id: 'within_sla', label: `Within ${sla(input)}`, unit: 'rate' },
      { id: 'unanswered', label: 'Unanswered', unit: 'count' },
      ...routingColumns,
    ],
    rows: valuesOf(result.routing, dimension, (row) => row.created).map((value) => {
      const of = { dimension, value }
      const clock = responseRow(result, 'clock', of)
      return {
        [dimension]: value,
        counted: countedLeads(clock),
        median: responseHours(clock, 'p50_seconds'),
        business_median: responseHours(responseRow(result, 'business', of), 'p50_seconds'),
        within_sla: shareOf(clock?.within_sla ?? 0, countedLeads(clock)),
        unanswered: clock?.unanswered ?? 0,
        ...routingCells(rowsOf(result.routing, dimension).find((row) => row.value === value)),
      }
    }),
    receipt: receipt(
      'velocity_response',
      responseDefinition,
      `dimension as known at creation; SLA ${sla(input)}; quantiles of type 7`,
      createdWindow(input),
    ),
  }
}

/** How fast new leads are answered and assigned. */
export const responseSection = (input: ReportInput, result: VelocityResult): Section => ({
  id: 'lead_response',
  title: 'How fast new leads are answered and assigned',
  tables: [
    responseTable(input, result),
    routingTable(input, result),
    ...input.dimensions.map((dimension) => dimensionTable(input, result, dimension)),
  ],
})
