import type { Section, Table, TableColumn } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf } from '../parts.ts'
import {
  cacOf,
  choiceText,
  defaultChoice,
  defaultModel,
  earnedBy,
  type Model,
  modelIds,
  models,
  newCustomers,
  type SpendChoice,
  spendOf,
} from './costs.ts'
import type { UnitResult } from './rows.ts'

export const cacDefinition =
  'Spend over its local days / accounts that became customers: by their first won opportunity, or without one their first paid revenue.'

const spendWindow = (input: ReportInput) => periodWindow(input, 'spend and new customers')

const moneyColumn = (id: string, label: string, missing: string): TableColumn => ({
  id,
  label,
  unit: 'money',
  missing,
})

/** Every variant of CAC that there is, the settings' own first. */
function choices({ settings }: ReportInput): SpendChoice[] {
  const own = defaultChoice(settings)
  const others: SpendChoice[] = [
    { ...own, loading: own.loading === 'full' ? 'media' : 'full' },
    { ...own, scope: 'all' },
    ...[0, 1, 2, 3, 6].map((lagMonths) => ({ ...own, lagMonths })),
  ]
  return [own, ...others.filter((each) => choiceText(each) !== choiceText(own))]
}

function variantsTable(input: ReportInput, result: UnitResult): Table {
  const customers = newCustomers(result.earned)
  return {
    id: 'cac_variants',
    title: 'What a new customer costs, by what is counted as spend',
    description:
      'The first row is the default. Loading: every category, or media alone. A lag divides by the same customers the spend of the same days some months earlier.',
    columns: [
      { id: 'variant', label: 'Variant', unit: 'text' },
      moneyColumn('spend', 'Spend', 'no spend with a rate'),
      { id: 'customers', label: 'New customers', unit: 'count' },
      moneyColumn('cac', 'CAC', 'no spend, or no new customer'),
    ],
    rows: choices(input).map((choice) => {
      const spend = spendOf(result.spend, choice)
      return {
        variant: choiceText(choice),
        spend: spend.value,
        customers,
        cac: cacOf(spend, customers).value,
      }
    }),
    receipt: receipt(
      'unit_economics_spend',
      cacDefinition,
      'blended; loading, scope and lag as named in the row',
      spendWindow(input),
    ),
  }
}

/** Values of a dimension with spend or credit, those that cost most first, then by name. */
export function valuesWith(result: UnitResult, dimension: string, choice: SpendChoice): string[] {
  const cost = (value: string) =>
    spendOf(result.spend, { ...choice, dimension, value }).value ?? Number.NEGATIVE_INFINITY
  const named = [...rowsOf(result.spend, dimension), ...rowsOf(result.earned, dimension)]
  return [...new Set(named.map((row) => row.value))].sort(
    (a, b) => cost(b) - cost(a) || (a < b ? -1 : 1),
  )
}

/** A segment is the customer's own, so that no model divides it. */
const modelsOf = (dimension: string): readonly Model[] =>
  dimension === 'segment' ? [defaultModel] : modelIds

function dimensionTable(input: ReportInput, result: UnitResult, dimension: string): Table {
  const name = dimension.replaceAll('_', ' ')
  const choice = defaultChoice(input.settings)
  const shown = modelsOf(dimension)
  const isCredited = shown.length > 1
  const row = (label: string, of: { dimension: string; value: string }) => {
    const spend = spendOf(result.spend, { ...choice, ...of })
    const customers = (model: Model) =>
      earnedBy(result.earned, model, of.dimension, of.value).customers
    const cells = shown.map((model) => [`cac_${model}`, cacOf(spend, customers(model)).value])
    return {
      [dimension]: label,
      spend: spend.value,
      customers: customers(defaultModel),
      ...Object.fromEntries(cells),
    }
  }
  const credited = (model: Model) => (isCredited ? `CAC, ${models[model].toLowerCase()}` : 'CAC')
  return {
    id: `cac_by_${dimension}`,
    title: `What a new customer costs by ${name}`,
    description: isCredited
      ? `Customers are shared among the touches before them: a ${name} may have a part of one. (none): spend that names no ${name}, and customers whose touches name none or that had no touch.`
      : `Spend that names a ${name} / new customers of it. (none): what names none.`,
    columns: [
      { id: dimension, label: name, unit: 'text' },
      moneyColumn('spend', 'Spend', 'no spend names it'),
      {
        id: 'customers',
        label: isCredited ? 'Customers, first touch' : 'New customers',
        unit: isCredited ? 'score' : 'count',
      },
      ...shown.map((model) =>
        moneyColumn(`cac_${model}`, credited(model), 'no spend, or no customer credited'),
      ),
    ],
    rows: [
      ...valuesWith(result, dimension, choice).map((value) => row(value, { dimension, value })),
      row('All', { dimension: 'all', value: 'all' }),
    ],
    receipt: receipt(
      'unit_economics_attribution',
      cacDefinition,
      `${choiceText(choice)}; ${isCredited ? 'customers by credit: first touch (default) and six more models' : 'segment as known when it became a customer'}`,
      spendWindow(input),
    ),
  }
}

const dimensions = ['channel', 'campaign', 'campaign_type', 'segment'] as const

/** What new customers cost, in every variant and by where they came from. */
export function acquisitionSection(input: ReportInput, result: UnitResult): Section {
  const choice = defaultChoice(input.settings)
  const named = valuesWith(result, 'channel', choice).filter((value) => value !== '(none)')
  const bars = named.map((value) => {
    const { customers } = earnedBy(result.earned, defaultModel, 'channel', value)
    const spend = spendOf(result.spend, { ...choice, dimension: 'channel', value })
    return { label: value, value: spend.value === null ? null : ratio(spend.value, customers) }
  })
  return {
    id: 'cac',
    title: 'What a new customer costs by channel (first touch)',
    chart: { kind: 'bars', unit: 'money', bars: bars.filter((bar) => bar.value !== null) },
    tables: [
      variantsTable(input, result),
      ...dimensions.map((dimension) => dimensionTable(input, result, dimension)),
    ],
  }
}
