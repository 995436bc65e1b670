import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, rowsOf } from '../parts.ts'
import { cacOf, choiceText, defaultChoice, newCustomers, spendOf } from './costs.ts'
import { quotient } from './formulas.ts'
import type { EntrantRow, UnitResult } from './rows.ts'

/** What spend is divided by: leads, the stages of the funnel, opportunities. */
interface Step {
  readonly label: string
  readonly measure: EntrantRow['measure']
  readonly stageNo: number
}

/** MQL is the stage of that id or event; SQL the qualified stage of the funnel. */
function stageName({ funnel }: ReportInput, index: number): string {
  const stage = funnel.stages[index]
  if (stage === undefined) return String(index + 1)
  const isMql = stage.id === 'mql' || (stage.events?.includes('mql') ?? false)
  const isSql = stage.id === funnel.qualified_stage
  const meant = [...(isMql ? ['MQL'] : []), ...(isSql ? ['SQL'] : [])].join(', ')
  return meant === '' ? stage.label : `${stage.label} (${meant})`
}

function stepsOf(input: ReportInput): Step[] {
  return [
    { label: 'Lead created', measure: 'lead', stageNo: 0 },
    ...input.funnel.stages.map((_, index) => ({
      label: stageName(input, index),
      measure: 'stage' as const,
      stageNo: index + 1,
    })),
    { label: 'Opportunity opened', measure: 'opportunity', stageNo: 0 },
  ]
}

function numberOf(rows: readonly EntrantRow[], step: Step, dimension: string, value: string) {
  const row = rows.find(
    (each) =>
      each.measure === step.measure &&
      each.stage_no === step.stageNo &&
      each.dimension === dimension &&
      each.value === value,
  )
  return row?.number ?? 0
}

const definition =
  'Spend / leads created, subjects that entered a stage of the funnel for the first time, opportunities opened.'

function stepTable(input: ReportInput, result: UnitResult): Table {
  const choice = defaultChoice(input.settings)
  const spend = spendOf(result.spend, choice)
  const customers = newCustomers(result.earned)
  const row = (label: string, number: number) => ({
    step: label,
    number,
    spend: spend.value,
    cost: quotient(spend, number, '').value,
  })
  return {
    id: 'cost_per_step',
    title: 'What a lead, a qualified one and an opportunity cost',
    description: `Stages of ${input.funnel.title}. SQL is its qualified stage, MQL a stage of that name. One spend is divided by each: the costs do not add up.`,
    columns: [
      { id: 'step', label: 'Step', unit: 'text' },
      { id: 'number', label: 'Entered', unit: 'count' },
      { id: 'spend', label: 'Spend', unit: 'money', missing: 'no spend with a rate' },
      { id: 'cost', label: 'Cost of each', unit: 'money', missing: 'no spend, or nobody entered' },
    ],
    rows: [
      ...stepsOf(input).map((step) =>
        row(step.label, numberOf(result.entrants, step, 'all', 'all')),
      ),
      row('New customer', customers),
    ],
    receipt: receipt(
      'unit_economics_entrants',
      definition,
      choiceText(choice),
      periodWindow(input, 'spend and entries'),
    ),
  }
}

function channelTable(input: ReportInput, result: UnitResult): Table {
  const choice = defaultChoice(input.settings)
  const steps = stepsOf(input).filter(
    ({ measure, stageNo }) =>
      measure !== 'stage' || /\((MQL|SQL)/.test(stageName(input, stageNo - 1)),
  )
  const rows = [...rowsOf(result.spend, 'channel'), ...rowsOf(result.entrants, 'channel')]
  const values = [...new Set(rows.map((row) => row.value))].sort()
  const cells = (label: string, dimension: string, value: string) => {
    const spend = spendOf(result.spend, { ...choice, dimension, value })
    const costs = steps.flatMap((step, index) => {
      const number = numberOf(result.entrants, step, dimension, value)
      return [
        [`number_${index}`, number],
        [`cost_${index}`, cacOf(spend, number).value],
      ]
    })
    return { channel: label, spend: spend.value, ...Object.fromEntries(costs) }
  }
  return {
    id: 'cost_per_step_by_channel',
    title: 'What a lead, a qualified one and an opportunity cost by channel',
    description: 'Leads, stages and opportunities by their own channel; spend that names it.',
    columns: [
      { id: 'channel', label: 'channel', unit: 'text' },
      { id: 'spend', label: 'Spend', unit: 'money', missing: 'no spend names it' },
      ...steps.flatMap((step, index) => [
        { id: `number_${index}`, label: step.label, unit: 'count' as const },
        {
          id: `cost_${index}`,
          label: 'Cost of each',
          unit: 'money' as const,
          missing: 'no spend names it, or nobody entered',
        },
      ]),
    ],
    rows: [...values.map((value) => cells(value, 'channel', value)), cells('All', 'all', 'all')],
    receipt: receipt(
      'unit_economics_entrants',
      definition,
      `${choiceText(choice)}; channel of the lead, visit or opportunity itself`,
      periodWindow(input, 'spend and entries'),
    ),
  }
}

/** What each step on the way to a customer costs. */
export const entrantsSection = (input: ReportInput, result: UnitResult): Section => ({
  id: 'cost_per_step',
  title: 'What each step on the way costs',
  tables: [stepTable(input, result), channelTable(input, result)],
})
