import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { choiceText, defaultChoice, earnedBy, spendOf } from './costs.ts'
import { roas } from './formulas.ts'
import {
  efficiencyDefinition,
  efficiencyOf,
  magicDefinition,
  magicOf,
  quarterWindow,
} from './growth.ts'
import { figure, keyFigures } from './key-figures.ts'
import { accountChurn, arpaOf } from './lifetimes.ts'
import type { UnitResult } from './rows.ts'
import { churnWindow } from './value-by.ts'

function revenueFigures(input: ReportInput, result: UnitResult): Figure[] {
  const arpa = arpaOf(result.mrr)
  const churn = accountChurn(result.recurring)
  return [
    figure(
      {
        id: 'arpa',
        label: 'ARPA a month',
        unit: 'money',
        receipt: receipt(
          'unit_economics_mrr',
          'Recurring revenue at the end of the period / accounts that have some.',
          'monthly recurring revenue',
          `end of ${periodWindow(input, 'the period')}, or the as-of`,
          { numerator: arpa.amount, denominator: arpa.accounts },
        ),
      },
      arpa.result,
      arpa.accounts,
    ),
    figure(
      {
        id: 'churn',
        label: 'Churn a month',
        unit: 'rate',
        receipt: receipt(
          'unit_economics_recurring',
          'Lost account-months / account-months at the start.',
          'logo churn',
          churnWindow(input),
          { numerator: churn.lost, denominator: churn.opening },
        ),
      },
      churn.result,
      churn.opening,
    ),
  ]
}

function spendFigures(input: ReportInput, result: UnitResult): Figure[] {
  const choice = defaultChoice(input.settings)
  const { wonAmount, won } = earnedBy(result.earned, 'first')
  const spend = spendOf(result.spend, choice)
  const returned = roas(wonAmount, spend)
  return [
    figure(
      {
        id: 'roas',
        label: 'Won money / spend',
        unit: 'multiple',
        receipt: receipt(
          'unit_economics_attribution',
          'Won money / spend (ROAS of everything together).',
          choiceText(choice),
          periodWindow(input, 'spend and opportunities won'),
          { numerator: wonAmount, denominator: spend.value },
        ),
      },
      returned,
      won,
    ),
  ]
}

const quarterFigures = (result: UnitResult): Figure[] => [
  figure(
    {
      id: 'magic_number',
      label: 'Magic number',
      unit: 'multiple',
      receipt: receipt(
        'unit_economics_quarters',
        magicDefinition,
        'calendar quarters; spend of all categories and scopes',
        quarterWindow(result),
      ),
    },
    magicOf(result.quarters[0], result.quarters[1]),
    result.quarters[0]?.customers ?? 0,
  ),
  figure(
    {
      id: 'sales_efficiency',
      label: 'Sales efficiency',
      unit: 'multiple',
      receipt: receipt(
        'unit_economics_quarters',
        efficiencyDefinition,
        'calendar quarters; spend of all categories and scopes',
        quarterWindow(result),
      ),
    },
    efficiencyOf(result.quarters[0]),
    result.quarters[0]?.customers ?? 0,
  ),
]

/** The figures at the top of the page. */
export const headlineFigures = (input: ReportInput, result: UnitResult): Figure[] => [
  ...keyFigures(input, result),
  ...revenueFigures(input, result),
  ...spendFigures(input, result),
  ...quarterFigures(result),
]
