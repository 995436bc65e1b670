import { moneyNumber } from '../../money.ts'
import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt, shareOf } from '../parts.ts'
import { checkWindow, foundBy, sizeOf } from './counts.ts'
import { lateAfterDays } from './queries.ts'
import type { CheckedResult } from './rows.ts'

const nothing = 'nothing was received yet'

const isEmpty = (result: CheckedResult) => result.populations.length === 0

function issuesFigure(input: ReportInput, result: CheckedResult): Figure {
  const number = foundBy(result, 'any')?.number ?? 0
  return {
    id: 'quality_issues',
    label: 'Faults found',
    value: isEmpty(result) ? null : number,
    unit: 'count',
    ...(isEmpty(result) ? { missing: nothing } : {}),
    receipt: receipt(
      'data_quality_checks',
      'Faults that the checks find; what two checks find counts twice. Credit notes are allowed and not counted.',
      'wrong and doubtful',
      checkWindow(input),
    ),
  }
}

/** Money of the opportunities that a fault touches; null when none of them can be valued. */
function moneyFigure(input: ReportInput, result: CheckedResult): Figure {
  const found = foundBy(result, 'any')
  const unvalued = (found?.without_amount ?? 0) + (found?.without_rate ?? 0)
  const opportunities = found?.opportunities ?? 0
  const hasNoValue = opportunities > 0 && opportunities === unvalued
  const missing = isEmpty(result) ? nothing : 'no opportunity with a fault has an amount and a rate'
  return {
    id: 'money_at_risk',
    label: 'Money at risk',
    value: isEmpty(result) || hasNoValue ? null : moneyNumber(found?.money ?? null),
    unit: 'money',
    n: opportunities,
    ...(isEmpty(result) || hasNoValue ? { missing } : {}),
    receipt: receipt(
      'data_quality_checks',
      `Amount of the opportunities with at least one fault, each once; ${unvalued} of ${opportunities} have no amount or no rate.`,
      'open ones at the rate of the as-of, closed ones of their close',
      checkWindow(input),
    ),
  }
}

function shareFigure(
  figure: Pick<Figure, 'id' | 'label' | 'receipt'>,
  part: number,
  whole: number,
  missing: string,
): Figure {
  const { value, interval, smallSample } = shareOf(part, whole)
  return {
    ...figure,
    value,
    unit: 'rate',
    interval,
    n: whole,
    smallSample,
    ...(whole === 0 ? { missing } : {}),
    receipt: { ...figure.receipt, numerator: part, denominator: whole },
  }
}

function shareFigures(input: ReportInput, result: CheckedResult): Figure[] {
  const eventWindow = periodWindow(input, 'events')
  const ofQuery = (definition: string, variant: string, window: string) =>
    receipt('data_quality_checks', `${definition} Wilson 95 % interval.`, variant, window)
  return [
    shareFigure(
      {
        id: 'faulty_open_opportunities',
        label: 'Open opportunities with a fault',
        receipt: ofQuery(
          'Open opportunities with at least one fault / open opportunities.',
          'as the records stand',
          'open at the as-of',
        ),
      },
      foundBy(result, 'any')?.open_opportunities ?? 0,
      sizeOf(result, 'open_deals'),
      'nothing is open',
    ),
    shareFigure(
      {
        id: 'unknown_names',
        label: 'Events in no funnel and no group',
        receipt: ofQuery(
          'Stages and touches whose name is in no funnel and no touch group / stages and touches.',
          'funnels of the settings',
          eventWindow,
        ),
      },
      foundBy(result, 'unknown_name')?.number ?? 0,
      sizeOf(result, 'named_events'),
      'no stage or touch happened in this period',
    ),
    shareFigure(
      {
        id: 'late_events',
        label: `Events more than ${lateAfterDays} days late`,
        receipt: ofQuery(
          `Events received more than ${lateAfterDays} days after they happened, of a date-only one after its day ended / events.`,
          'backfill left out',
          eventWindow,
        ),
      },
      foundBy(result, 'late')?.number ?? 0,
      sizeOf(result, 'live_events'),
      'no event of this period was sent live',
    ),
  ]
}

/** Figures that other pages quote. */
export const keyFiguresOf = (input: ReportInput, result: CheckedResult): Figure[] => [
  issuesFigure(input, result),
  moneyFigure(input, result),
]

/** The figures at the top of the page. */
export const headlineFigures = (input: ReportInput, result: CheckedResult): Figure[] => [
  ...keyFiguresOf(input, result),
  ...shareFigures(input, result),
]
