import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { valuesWith } from './acquisition.ts'
import { choiceText, defaultChoice, earnedBy, type Model, models, spendOf } from './costs.ts'
import { roas, roi } from './formulas.ts'
import type { UnitResult } from './rows.ts'

const shown: readonly Model[] = ['first', 'linear', 'last']

function returnTable(input: ReportInput, result: UnitResult, dimension: string): Table {
  const { settings } = input
  const choice = defaultChoice(settings)
  const name = dimension.replaceAll('_', ' ')
  const row = (label: string, of: { dimension: string; value: string }) => {
    const spend = spendOf(result.spend, { ...choice, ...of })
    const cells = shown.flatMap((model) => {
      const { wonAmount } = earnedBy(result.earned, model, of.dimension, of.value)
      return [
        [`won_${model}`, wonAmount],
        [`roas_${model}`, roas(wonAmount, spend).value],
        [`roi_${model}`, roi(wonAmount, settings.grossMargin, spend).value],
      ]
    })
    return { [dimension]: label, spend: spend.value, ...Object.fromEntries(cells) }
  }
  const missing = 'no spend above 0 names it'
  return {
    id: `return_by_${dimension}`,
    title: `What spend brought back by ${name}`,
    description: `ROAS: won money credited / spend. ROI: (won x gross margin ${Math.round(settings.grossMargin * 1000) / 10}% - spend) / spend.`,
    columns: [
      { id: dimension, label: name, unit: 'text' },
      { id: 'spend', label: 'Spend', unit: 'money', missing },
      ...shown.flatMap((model) => {
        const by = models[model].toLowerCase()
        return [
          { id: `won_${model}`, label: `Won, ${by}`, unit: 'money' as const },
          { id: `roas_${model}`, label: `ROAS, ${by}`, unit: 'multiple' as const, missing },
          { id: `roi_${model}`, label: `ROI, ${by}`, unit: 'rate' as const, missing },
        ]
      }),
    ],
    rows: [
      ...valuesWith(result, dimension, choice).map((value) => row(value, { dimension, value })),
      row('All', { dimension: 'all', value: 'all' }),
    ],
    receipt: receipt(
      'unit_economics_attribution',
      'Attributed won / spend; (attributed won x margin - spend) / spend.',
      `first touch (default), linear, last touch; spend: ${choiceText(choice)}`,
      periodWindow(input, 'spend and opportunities won'),
    ),
  }
}

/** What came back for the money spent. */
export const returnsSection = (input: ReportInput, result: UnitResult): Section => ({
  id: 'returns',
  title: 'What spend brought back',
  tables: ['channel', 'campaign'].map((dimension) => returnTable(input, result, dimension)),
})
