import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt } from '../parts.ts'
import { cacDefinition } from './acquisition.ts'
import { blendedCac, cacOf, choiceText, defaultChoice, newCustomers, spendOf } from './costs.ts'
import { ltvToCac, marginLtv, paybackMonths, type Result } from './formulas.ts'
import { accountChurn, arpaOf, lifetimeOf } from './lifetimes.ts'
import type { CoreResult } from './rows.ts'
import { churnWindow, ltvDefinition } from './value-by.ts'

type Shown = Pick<Figure, 'id' | 'label' | 'unit' | 'receipt'>

/** A figure of a result: n is flagged below 30, and what is missing says why. */
export const figure = (shown: Shown, result: Result, n: number): Figure => ({
  ...shown,
  value: result.value,
  n,
  smallSample: isSmall(n),
  ...(result.missing === undefined ? {} : { missing: result.missing }),
})

const marginText = ({ settings }: ReportInput) =>
  `gross margin ${Math.round(settings.grossMargin * 1000) / 10}%`

function cacFigure(input: ReportInput, result: CoreResult): Figure {
  const choice = defaultChoice(input.settings)
  const customers = newCustomers(result.earned)
  const spend = spendOf(result.spend, choice)
  const window = periodWindow(input, 'spend and new customers')
  return figure(
    {
      id: 'cac',
      label: 'CAC',
      unit: 'money',
      receipt: receipt('unit_economics_spend', cacDefinition, choiceText(choice), window, {
        numerator: spend.value,
        denominator: customers,
      }),
    },
    cacOf(spend, customers),
    customers,
  )
}

function ltvFigure(input: ReportInput, result: CoreResult): Figure {
  const { accounts } = arpaOf(result.mrr)
  const churn = accountChurn(result.recurring)
  return figure(
    {
      id: 'ltv',
      label: 'LTV',
      unit: 'money',
      receipt: receipt(
        'unit_economics_recurring',
        `ARPA x margin / churn. ${ltvDefinition}`,
        `margin; ${marginText(input)}; churn ${churn.lost} of ${churn.opening} account-months`,
        churnWindow(input),
      ),
    },
    marginLtv(lifetimeOf(result, input.settings.grossMargin)),
    accounts,
  )
}

/** CAC, LTV, LTV:CAC and payback, each in its default variant. */
export function keyFigures(input: ReportInput, result: CoreResult): Figure[] {
  const { settings } = input
  const cac = blendedCac(result, settings)
  const arpa = arpaOf(result.mrr)
  const ltv = marginLtv(lifetimeOf(result, settings.grossMargin))
  const customers = newCustomers(result.earned)
  const window = periodWindow(input, 'spend, new customers and recurring revenue')
  const cost = choiceText(defaultChoice(settings))
  return [
    cacFigure(input, result),
    ltvFigure(input, result),
    figure(
      {
        id: 'ltv_to_cac',
        label: 'LTV:CAC',
        unit: 'multiple',
        receipt: receipt(
          'unit_economics_recurring',
          'LTV / CAC.',
          `LTV margin, ${marginText(input)}; CAC ${cost}`,
          window,
          { numerator: ltv.value, denominator: cac.value },
        ),
      },
      ltvToCac(ltv, cac),
      customers,
    ),
    figure(
      {
        id: 'payback_months',
        label: 'CAC payback',
        unit: 'months',
        receipt: receipt(
          'unit_economics_mrr',
          'CAC / (ARPA x margin).',
          `margin, ${marginText(input)}; CAC ${cost}`,
          window,
          {
            numerator: cac.value,
            denominator:
              arpa.result.value === null ? null : arpa.result.value * settings.grossMargin,
          },
        ),
      },
      paybackMonths(cac, arpa.result, settings.grossMargin),
      customers,
    ),
  ]
}
