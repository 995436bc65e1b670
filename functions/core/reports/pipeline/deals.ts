import { moneyNumber } from '../../money.ts'
import type { RateCell, Section, Table, TableColumn } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt, valuesOf } from '../parts.ts'
import type { OutcomeRow } from './key-rows.ts'
import { outcomeOf } from './outcomes.ts'
import { dimensionsOf } from './queries.ts'
import type { PipelineResult } from './rows.ts'

/** Money divided by a count; null when nothing is counted. */
const mean = (money: string | null, number: number): number | null =>
  number === 0 ? null : rounded(moneyNumber(money) / number)

/** Won money / won opportunities that have it. */
export const averageDeal = (row: OutcomeRow): number | null => mean(row.won_money, row.won_priced)

/** 1 - won money / list money, over won opportunities that have both. */
export function discountOf(row: OutcomeRow): RateCell {
  const kept = ratio(moneyNumber(row.listed_money), moneyNumber(row.list_money))
  return {
    value: kept === null ? null : rounded(1 - kept),
    interval: null,
    smallSample: isSmall(row.listed),
  }
}

const columns: readonly TableColumn[] = [
  { id: 'won', label: 'Won', unit: 'count' },
  { id: 'money', label: 'Won money', unit: 'money' },
  { id: 'priced', label: 'With amount', unit: 'count', description: 'And a rate of exchange' },
  {
    id: 'average',
    label: 'Average deal',
    unit: 'money',
    missing: 'nothing was won with an amount',
  },
  {
    id: 'yearly',
    label: 'A year',
    unit: 'money',
    description:
      'Mean contract value per year: amount x 12 / months of the term when it is a total',
    missing: 'no won amount has a basis or a term',
  },
  { id: 'yearly_number', label: 'Measured', unit: 'count', description: 'With basis or term' },
  {
    id: 'discount',
    label: 'Discount',
    unit: 'rate',
    description: '1 - amount / list amount, pooled',
    missing: 'no won opportunity has a list amount',
  },
  { id: 'listed', label: 'With list', unit: 'count' },
]

const cells = (row: OutcomeRow) => ({
  won: row.won,
  money: moneyNumber(row.won_money),
  priced: row.won_priced,
  average: averageDeal(row),
  yearly: mean(row.yearly_money, row.yearly_number),
  yearly_number: row.yearly_number,
  discount: discountOf(row),
  listed: row.listed,
})

const definition =
  'Average deal: won money / won opportunities with an amount. Contract value per year: amount x 12 / term in months when the amount is a total. Discount: 1 - amount / list amount.'

function sizesTable(input: ReportInput, result: PipelineResult, dimension: string): Table {
  const values = valuesOf(
    result.outcomes.filter((row) => row.won > 0),
    dimension,
    (row) => moneyNumber(row.won_money),
  )
  const whole =
    dimension === 'deal_type' ? [{ [dimension]: 'all', ...cells(outcomeOf(result.outcomes)) }] : []
  const label = dimension === 'deal_type' ? 'deal type' : dimension
  return {
    id: `deal_size_by_${dimension}`,
    title: `Deal size by ${label}`,
    description: `Won opportunities under their ${label} at the close.`,
    columns: [{ id: dimension, label, unit: 'text' }, ...columns],
    rows: [
      ...whole,
      ...values.map((value) => ({
        [dimension]: value,
        ...cells(outcomeOf(result.outcomes, dimension, value)),
      })),
    ],
    receipt: receipt(
      'pipeline_outcomes',
      definition,
      'money at the rate of the day of the close; discount pooled over deals',
      periodWindow(input, 'opportunities won'),
    ),
  }
}

/** Money won from a cohort of qualified subjects, of each of them. */
export function revenuePerQualified({ qualified }: PipelineResult) {
  const [row] = qualified
  const subjects = row?.subjects ?? 0
  return {
    subjects,
    won: row?.won ?? 0,
    money: moneyNumber(row?.won_money ?? null),
    each: mean(row?.won_money ?? null, subjects),
  }
}

function qualifiedTable(input: ReportInput, result: PipelineResult): Table {
  const { subjects, won, money, each } = revenuePerQualified(result)
  const { funnel, trend } = input
  const stage = funnel.stages.find(({ id }) => id === funnel.qualified_stage)
  return {
    id: 'revenue_per_qualified',
    title: `Revenue per qualified ${funnel.subject}`,
    description: `Those that entered in the ${trend.startsOn} to before ${trend.endsOn} cohort and reached ${stage?.label ?? 'the qualified stage'}. Young ones have won little yet.`,
    columns: [
      { id: 'subjects', label: 'Qualified', unit: 'count' },
      { id: 'won', label: 'Won deals', unit: 'count' },
      { id: 'money', label: 'Won money', unit: 'money' },
      { id: 'each', label: 'For each', unit: 'money', missing: 'nothing qualified in the cohort' },
    ],
    rows: [{ subjects, won, money, each }],
    receipt: receipt(
      'pipeline_qualified_leads',
      'Won money / qualified subjects of the cohort.',
      'cohort by the first step; every win since, at the rate of its day',
      `${funnel.subject}s whose first step lies from ${trend.startsOn} to before ${trend.endsOn}`,
      { numerator: money, denominator: subjects },
    ),
  }
}

/** How large won deals are. */
export const dealsSection = (input: ReportInput, result: PipelineResult): Section => ({
  id: 'deal_sizes',
  title: 'How large won deals are, and what was given away',
  tables: [
    ...['deal_type', ...dimensionsOf(input)].map((dimension) =>
      sizesTable(input, result, dimension),
    ),
    ...(input.funnel.qualified_stage === undefined ? [] : [qualifiedTable(input, result)]),
  ],
})
