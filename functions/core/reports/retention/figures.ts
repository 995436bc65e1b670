import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt } from '../parts.ts'
import { logoChurn, type MoneyRate, type Movements, moneyRate, spanMovements } from './movements.ts'
import { answersOf, npsMeaning, npsOf } from './opinions.ts'
import { money } from './parts.ts'
import { rateMeanings } from './rates.ts'
import { renewalMeaning, renewalRate, spanRenewals } from './renewals.ts'
import type { MovementRow, RetentionResult } from './rows.ts'
import { mrrMeaning } from './waterfall.ts'

const nobodyPaid = 'nobody paid when the period began'

const movementWindow = (input: ReportInput) => periodWindow(input, 'movements')

function mrrFigure(input: ReportInput, of: Movements): Figure {
  const isEmpty = of.paidAtStart === 0 && of.paidAtEnd === 0
  return {
    id: 'mrr',
    label: 'Monthly recurring revenue',
    value: isEmpty ? null : money(of.end),
    unit: 'money',
    n: of.paidAtEnd,
    smallSample: isSmall(of.paidAtEnd),
    ...(isEmpty ? { missing: 'nobody had recurring revenue in this period' } : {}),
    receipt: receipt(
      'retention_movements',
      mrrMeaning,
      'stock at the end of the period or at the as-of, at the rates of that day',
      movementWindow(input),
    ),
  }
}

function rateFigure(input: ReportInput, of: Movements, id: MoneyRate): Figure {
  const { value, numerator, denominator } = moneyRate(id, of)
  return {
    id,
    label: rateMeanings[id].label,
    value,
    unit: 'rate',
    n: of.paidAtStart,
    smallSample: isSmall(of.paidAtStart),
    ...(value === null ? { missing: nobodyPaid } : {}),
    receipt: receipt(
      'retention_movements',
      rateMeanings[id].meaning,
      'net per account, at the rates of the start; n is the accounts that paid then',
      movementWindow(input),
      { numerator: money(numerator), denominator: money(denominator) },
    ),
  }
}

function logoFigure(input: ReportInput, of: Movements): Figure {
  const { value, interval, smallSample } = logoChurn(of)
  return {
    id: 'logo_churn',
    label: 'Logo churn',
    value,
    unit: 'rate',
    interval,
    n: of.paidAtStart,
    smallSample,
    ...(value === null ? { missing: nobodyPaid } : {}),
    receipt: receipt(
      'retention_movements',
      'Accounts that paid at the start and not at the end / accounts that paid at the start. Wilson 95 % interval.',
      'by account',
      movementWindow(input),
      { numerator: of.accounts.churn, denominator: of.paidAtStart },
    ),
  }
}

function renewalFigure(input: ReportInput, result: RetentionResult): Figure {
  const of = spanRenewals(result, 'period')
  const n = of.renewed + of.lost
  const { value, interval, smallSample } = renewalRate(of)
  return {
    id: 'renewal_rate',
    label: 'Renewal rate',
    value,
    unit: 'rate',
    interval,
    n,
    smallSample,
    ...(n === 0
      ? {
          missing:
            of.pending > 0 ? 'every term that ended is pending' : 'no term ended in this period',
        }
      : {}),
    receipt: receipt(
      'retention_renewals',
      renewalMeaning,
      'by count, pending out',
      periodWindow(input, 'terms that end'),
      { numerator: of.renewed, denominator: n },
    ),
  }
}

function npsFigure(input: ReportInput, result: RetentionResult): Figure {
  const { value, answers, promoters, detractors } = npsOf(answersOf(result, 'period'))
  return {
    id: 'nps',
    label: 'Net promoter score',
    value,
    unit: 'score',
    n: answers,
    smallSample: isSmall(answers),
    ...(value === null ? { missing: 'nobody answered in this period' } : {}),
    receipt: receipt(
      'retention_surveys',
      npsMeaning,
      'latest answer per respondent',
      periodWindow(input, 'answers'),
      { numerator: promoters - detractors, denominator: answers },
    ),
  }
}

/** Figures that other pages quote: recurring revenue at the end, and what stays of that at the start. */
export function quotedFigures(input: ReportInput, movements: readonly MovementRow[]): Figure[] {
  const of = spanMovements(movements, 'period')
  return [mrrFigure(input, of), rateFigure(input, of, 'nrr'), rateFigure(input, of, 'grr')]
}

/** The figures at the top of the page. */
export function headlineFigures(input: ReportInput, result: RetentionResult): Figure[] {
  const of = spanMovements(result.movements, 'period')
  return [
    ...quotedFigures(input, result.movements),
    rateFigure(input, of, 'gross_churn'),
    rateFigure(input, of, 'net_churn'),
    logoFigure(input, of),
    renewalFigure(input, result),
    npsFigure(input, result),
  ]
}
