import { moneyNumber } from '../../money.ts'
import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { receipt } from '../parts.ts'
import { magicNumber, quotient, type Result } from './formulas.ts'
import type { QuarterRow, UnitResult } from './rows.ts'

const found = (amount: string | null | undefined, missing: string): Result =>
  amount === null || amount === undefined
    ? { value: null, missing }
    : { value: moneyNumber(amount) }

const recurringOf = (quarter: QuarterRow | undefined) =>
  found(quarter?.recurring, 'a quarter without recurring revenue')

const spendOf = (quarter: QuarterRow | undefined) =>
  found(quarter?.spend, 'no spend is recorded for the quarter before')

/** Magic number of a quarter, given the one before. */
export const magicOf = (quarter: QuarterRow | undefined, before: QuarterRow | undefined): Result =>
  magicNumber(recurringOf(quarter), recurringOf(before), spendOf(before))

/** New recurring revenue of a quarter, a year, / its spend. */
export function efficiencyOf(quarter: QuarterRow | undefined): Result {
  const yearly = found(quarter?.new_recurring, 'no recurring revenue began in the quarter')
  const spend = found(quarter?.spend, 'no spend is recorded for the quarter')
  if (yearly.value === null) return yearly
  if (spend.value === null) return spend
  return quotient({ value: yearly.value * 12 }, spend.value, 'nothing was spent in the quarter')
}

export const magicDefinition =
  '(Recurring revenue of the quarter - of the quarter before) x 4 / spend of the quarter before; recurring revenue of a quarter is the sum of its month-end stocks.'
export const efficiencyDefinition =
  'New recurring revenue of accounts in their first month x 12 / spend of the quarter.'

/** The window of both: the latest quarter that has ended. */
export const quarterWindow = ({ quarters }: UnitResult): string =>
  quarters[0] === undefined ? 'no quarter has ended' : `quarter ${quarters[0].label}`

function quartersTable(input: ReportInput, result: UnitResult): Table {
  const { quarters } = result
  return {
    id: 'sales_efficiency',
    title: 'Recurring revenue gained for the money spent, by quarter',
    description: 'Quarters that ended by the as-of. Spend: all categories and scopes.',
    columns: [
      { id: 'quarter', label: 'Quarter', unit: 'text' },
      { id: 'spend', label: 'Spend', unit: 'money', missing: 'no spend recorded' },
      { id: 'recurring', label: 'Recurring revenue', unit: 'money', missing: 'none' },
      { id: 'new_recurring', label: 'New a month', unit: 'money', missing: 'none began' },
      { id: 'customers', label: 'New customers', unit: 'count' },
      {
        id: 'magic',
        label: 'Magic number',
        unit: 'multiple',
        missing: 'no quarter before with spend and revenue',
      },
      {
        id: 'efficiency',
        label: 'Sales efficiency',
        unit: 'multiple',
        missing: 'no spend, or nothing new',
      },
    ],
    rows: quarters
      .map((quarter, index) => ({
        quarter: quarter.label,
        spend: quarter.spend,
        recurring: quarter.recurring,
        new_recurring: quarter.new_recurring,
        customers: quarter.customers,
        magic: magicOf(quarter, quarters[index + 1]).value,
        efficiency: efficiencyOf(quarter).value,
      }))
      .toReversed(),
    receipt: receipt(
      'unit_economics_quarters',
      `${magicDefinition} ${efficiencyDefinition}`,
      'calendar quarters',
      `quarters that ended by ${input.period.endsOn} and the as-of`,
    ),
  }
}

/** How much recurring revenue the spend bought. */
export const growthSection = (input: ReportInput, result: UnitResult): Section => ({
  id: 'efficiency',
  title: 'How much recurring revenue the spend bought',
  tables: [quartersTable(input, result)],
})
