import { moneyNumber } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf, valuesOf } from '../parts.ts'
import { defaultModel, earnedBy, type Model, modelIds, models } from './costs.ts'
import type { UnitResult } from './rows.ts'

const dimensions = ['channel', 'campaign', 'content_type'] as const

const definition =
  'Credit of the touches of the account or its leads with a channel, up to the conversion; credits of a conversion add to 1, its money to its value.'

function pathText({ settings }: ReportInput): string {
  const { dropEverywhere, dropAtEnd, collapseRepeats } = settings.attributionPath
  const options = [
    ...(dropEverywhere.length > 0 ? [`without ${dropEverywhere.join(', ')}`] : []),
    ...(dropAtEnd.length > 0 ? [`without ${dropAtEnd.join(', ')} at the end`] : []),
    ...(collapseRepeats ? ['repeats collapsed'] : []),
  ]
  return options.length === 0 ? 'whole paths' : options.join('; ')
}

type Earned = ReturnType<typeof earnedBy>

interface Measure {
  readonly id: 'won_amount' | 'customers'
  readonly title: string
  readonly of: (earned: Earned) => number
}

const measures: readonly Measure[] = [
  { id: 'won_amount', title: 'Won money', of: (earned) => earned.wonAmount },
  { id: 'customers', title: 'New customers', of: (earned) => earned.customers },
]

function modelTable(
  input: ReportInput,
  result: UnitResult,
  dimension: string,
  measure: Measure,
): Table {
  const name = dimension.replaceAll('_', ' ')
  const cells = (label: string, from: string, value: string) => {
    const earned = (model: Model) => earnedBy(result.earned, model, from, value)
    return {
      [dimension]: label,
      ...Object.fromEntries(modelIds.map((model) => [model, measure.of(earned(model))])),
      influenced: earned(defaultModel).influenced,
    }
  }
  const firsts = result.earned.filter((row) => row.model === defaultModel)
  const size = (row: (typeof firsts)[number]) => moneyNumber(row.won_amount)
  const association =
    dimension === 'content_type' ? ' An association: content read by those who won anyway.' : ''
  return {
    id: `${measure.id}_by_${dimension}`,
    title: `${measure.title} by ${name} under each attribution model`,
    description: `Each column adds up to its last row. Influenced: won opportunities with any touch of it, which do not add up. (none): no touch, or one that names no ${name}.${association}`,
    columns: [
      { id: dimension, label: name, unit: 'text' },
      ...modelIds.map((model) => ({
        id: model,
        label: models[model],
        unit: measure.id === 'customers' ? ('score' as const) : ('money' as const),
      })),
      { id: 'influenced', label: 'Influenced', unit: 'count' },
    ],
    rows: [
      ...valuesOf(firsts, dimension, size).map((value) => cells(value, dimension, value)),
      ...valuesOf(result.earned, dimension, () => 0)
        .filter(
          (value) => !firsts.some((row) => row.dimension === dimension && row.value === value),
        )
        .map((value) => cells(value, dimension, value)),
      cells('All', 'all', 'all'),
    ],
    receipt: receipt(
      'unit_economics_attribution',
      definition,
      `first touch (default) and six more; look-back ${input.settings.attributionLookbackDays} days; ${pathText(input)}`,
      periodWindow(input, measure.id === 'customers' ? 'new customers' : 'opportunities won'),
    ),
  }
}

/** What won, by where its touches came from, under every model side by side. */
export function creditsSection(input: ReportInput, result: UnitResult): Section {
  const rows = rowsOf(result.earned, 'channel').filter((row) => row.model === defaultModel)
  const bars = valuesOf(rows, 'channel', (row) => moneyNumber(row.won_amount)).map((value) => ({
    label: value,
    value: earnedBy(result.earned, defaultModel, 'channel', value).wonAmount,
  }))
  return {
    id: 'attribution',
    title: 'Which channels the won money came from (first touch)',
    chart: { kind: 'bars', unit: 'money', bars },
    tables: dimensions.flatMap((dimension) =>
      measures.map((measure) => modelTable(input, result, dimension, measure)),
    ),
  }
}
