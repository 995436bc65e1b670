import { moneyNumber } from '../../money.ts'
import type { Note } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { rowsOf } from '../parts.ts'
import { hindsightOf, triedForecasts } from './hindsight.ts'
import { closedNumber, outcomeOf } from './outcomes.ts'
import { forecastKind } from './queries.ts'
import type { LeftOutReason, PipelineResult } from './rows.ts'

const shownExamples = 10

const texts: Readonly<Record<LeftOutReason, string>> = {
  open_without_amount: 'Open without an amount: counted, left out of money.',
  open_without_rate: 'Open in a currency without a rate of exchange: counted, left out of money.',
  past_expected_close: 'Open past their expected close: in every figure, and likely to slip.',
  without_expected_close:
    'Open without an expected close: in no quota period, so in no coverage and in no slippage.',
  closed_without_amount: 'Closed without an amount: counted, left out of money.',
  closed_without_rate:
    'Closed in a currency without a rate of exchange: counted, left out of money.',
}

function leftOutNotes({ settings }: ReportInput, result: PipelineResult): Note[] {
  const reasons = [...new Set(result.leftOut.map((row) => row.reason))]
  return reasons.map((reason) => {
    const rows = result.leftOut.filter((row) => row.reason === reason)
    const money = rows.reduce((sum, row) => sum + moneyNumber(row.money), 0)
    const worth =
      money === 0
        ? ''
        : ` Together ${Math.round(money).toLocaleString('en-US')} ${settings.currency}.`
    return {
      code: reason,
      text: `${texts[reason]}${worth}`,
      count: rows.length,
      examples: rows
        .slice(0, shownExamples)
        .map(({ id, detail }) => (detail === null ? id : `${id}: ${detail}`)),
    }
  })
}

function quotaNotes(result: PipelineResult): Note[] {
  const lacking = result.quotas.filter((row) => row.horizon === 'due' && row.without_rate > 0)
  const added = result.quotas.find((row) => row.owner_kind === 'all' && row.basis !== 'given')
  return [
    ...(lacking.length === 0
      ? []
      : [
          {
            code: 'quota_without_rate',
            text: 'Quotas in a currency without a rate of exchange on their first day: left out.',
            count: lacking.length,
            examples: lacking
              .slice(0, shownExamples)
              .map((row) => `${row.owner_kind} ${row.owner}`),
          },
        ]),
    ...(added === undefined
      ? []
      : [
          {
            code: 'quota_added_up',
            text: `No quota is given for the whole company: it is the sum of its ${added.basis}.`,
          },
        ]),
  ]
}

function emptyNotes(result: PipelineResult): Note[] {
  const isEmpty = closedNumber(outcomeOf(result.outcomes)) === 0
  return [
    ...(rowsOf(result.open, 'all').length > 0
      ? []
      : [{ code: 'empty_period', text: 'No opportunity was open at the end of this period.' }]),
    ...(isEmpty ? [{ code: 'empty_period', text: 'No opportunity closed in this period.' }] : []),
    ...(result.quotas.length > 0
      ? []
      : [
          {
            code: 'no_quota',
            text: 'No quota overlaps the period or follows it: no coverage and no attainment.',
          },
        ]),
  ]
}

const fewPeriods = 4

/** A forecast whose interval held less than half of the periods that it was tried on. */
function forecastNotes(input: ReportInput, result: PipelineResult): Note[] {
  const tried = triedForecasts(result, forecastKind(input))
  const { judged, inside, meanError } = hindsightOf(tried)
  if (judged < fewPeriods || inside * 2 >= judged) return []
  const off = `${Math.round(Math.abs(meanError ?? 0)).toLocaleString('en-US')} ${input.settings.currency} too ${(meanError ?? 0) > 0 ? 'high' : 'low'}`
  return [
    {
      code: 'forecast_tried',
      text: `In hindsight the interval of the forecast held ${inside} of ${judged} periods, and the forecast was ${off} on average: see what it says without deals older than history.`,
    },
  ]
}

/** What a reader must know about the numbers: exclusions, doubts, emptiness. */
export const notesOf = (input: ReportInput, result: PipelineResult): Note[] => [
  ...emptyNotes(result),
  ...leftOutNotes(input, result),
  ...quotaNotes(result),
  ...forecastNotes(input, result),
]
