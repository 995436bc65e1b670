import type { Table, TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { signsAt } from './causes.ts'
import { quotient, receiptOf, trendWindow } from './figures.ts'
import { leakStep, oneDigit, type StageLeak } from './leak-rows.ts'
import { coldDays, leastFitScore } from './parameters.ts'
import type { ConversionResult } from './rows.ts'

const signColumns = (dimension: string): TableColumn[] => [
  { id: 'step', label: 'Step', unit: 'text' },
  { id: dimension, label: dimension, unit: 'text' },
  { id: 'missing', label: 'Conversions missing', unit: 'count' },
  {
    id: 'fit',
    label: 'Ideal customers',
    unit: 'rate',
    description: `Of those that visited the stage and whose account has a score, ${leastFitScore} or more`,
    missing: 'no score known',
  },
  {
    id: 'cold',
    label: 'Cold',
    unit: 'rate',
    description: `Of the open, no touch by a person for ${coldDays} days`,
    missing: 'none is open',
  },
  {
    id: 'stalled',
    label: 'Stalled',
    unit: 'rate',
    description: 'Of the open, in their stage longer than nine in ten finished visits',
    missing: 'none can be judged',
  },
]

/** The signs beside each leak, of which its likely cause is the one that stands out. */
export function signTable(
  input: ReportInput,
  result: ConversionResult,
  leaks: readonly StageLeak[],
): Table {
  const [dimension] = input.dimensions
  return {
    id: 'leak_signs',
    title: 'Signs of why they leak',
    description: `The wrong audience (few ideal customers), going cold (no touch by a person for ${coldDays} days) or stalling (longer in the stage than usual), for each leak above.`,
    columns: signColumns(dimension),
    rows: leaks.map((leak) => {
      const { fit, cold, stalled } = signsAt(result, leak.step, leak.value)
      return {
        step: leakStep(input, leak),
        [dimension]: leak.value,
        missing: oneDigit(leak.missing),
        fit: quotient(fit.part, fit.whole),
        cold: quotient(cold.part, cold.whole),
        stalled: quotient(stalled.part, stalled.whole),
      }
    }),
    receipt: receiptOf(
      input,
      'conversion_causes',
      `Fit: account score of ${leastFitScore} or more / accounts with a score, of those that visited the stage. Cold and stalled: of attempts open at the stage as of the report.`,
      { variant: `${dimension} at entry`, window: trendWindow(input) },
    ),
  }
}
