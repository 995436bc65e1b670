import { formatPeriod } from '../../format.ts'
import type { ReportSpan } from '../../period.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow } from '../parts.ts'
import { cacOf, defaultChoice, earnedBy, newCustomers, spendOf } from './costs.ts'
import { ltvToCac, marginLtv, paybackMonths, roas } from './formulas.ts'
import { lifetimeOf } from './lifetimes.ts'
import type { CoreResult, UnitResult } from './rows.ts'

/** The factors of the key figures in one period, and what they make. */
export function measure({ settings }: ReportInput, result: CoreResult) {
  const spend = spendOf(result.spend, defaultChoice(settings))
  const customers = newCustomers(result.earned)
  const won = earnedBy(result.earned, 'first').wonAmount
  const lifetime = lifetimeOf(result, settings.grossMargin)
  const cac = cacOf(spend, customers)
  return {
    spend: spend.value,
    customers,
    won,
    arpa: lifetime.arpa.value,
    churn: lifetime.churn.value,
    cac: cac.value,
    roas: roas(won, spend).value,
    ltv_to_cac: ltvToCac(marginLtv(lifetime), cac).value,
    payback_months: paybackMonths(cac, lifetime.arpa, settings.grossMargin).value,
  }
}

export type Measured = ReturnType<typeof measure>

/** A period that this one is held against. */
export interface Compared {
  readonly label: string
  readonly measured: Measured
}

const cores = ({ previous, yearBefore }: ReportInput, result: UnitResult) =>
  [
    [
      previous,
      {
        spend: result.spendBefore,
        earned: result.earnedBefore,
        recurring: result.recurringBefore,
        mrr: result.mrrBefore,
      },
    ],
    [
      yearBefore,
      {
        spend: result.spendYearBefore,
        earned: result.earnedYearBefore,
        recurring: result.recurringYearBefore,
        mrr: result.mrrYearBefore,
      },
    ],
  ] as const satisfies readonly (readonly [ReportSpan | null, CoreResult])[]

/** The period before and a year before, where there are such. */
export const comparedWith = (input: ReportInput, result: UnitResult): Compared[] =>
  cores(input, result).flatMap(([span, core]) =>
    span === null ? [] : [{ label: formatPeriod(span.label), measured: measure(input, core) }],
  )

export const windowOf = (input: ReportInput) =>
  periodWindow(input, 'spend, new customers, won money and recurring revenue')
