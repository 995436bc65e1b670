import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { intentTotals } from './accounts.ts'
import { emailRates, groupRow } from './engagement.ts'
import { completenessOf } from './qualification.ts'
import type { AcquisitionResult } from './rows.ts'
import { aggregateFigure, shareFigure } from './share-figures.ts'
import { intentDays } from './thresholds.ts'

/** From visitors to leads, clicks on mails, meetings with those who decide. */
export function engagementFigures(input: ReportInput, result: AcquisitionResult): Figure[] {
  const visits = result.visitors.find((row) => row.is_total)
  const clicks = emailRates(result).find((each) => each.id === 'email_click_through')
  const meetings = groupRow(result.engagement, 'meeting')
  const window = periodWindow(input, 'touches')
  return [
    aggregateFigure(
      'visitor_to_lead',
      'Leads per session',
      { part: visits?.created ?? 0, whole: visits?.sessions ?? 0 },
      'no sessions are counted in this period',
      receipt('acquisition_visitors', 'Leads created / sessions.', 'aggregate', window),
    ),
    aggregateFigure(
      'email_click_through',
      'E-mail click-through',
      { part: clicks?.part ?? 0, whole: clicks?.whole ?? 0 },
      'no mail was sent in this period',
      receipt('acquisition_engagement', 'Clicks / mails sent.', 'aggregate', window),
    ),
    {
      id: 'decision_meetings',
      label: 'Meetings with deciders',
      value: meetings.decision,
      unit: 'count',
      n: meetings.number,
      receipt: receipt(
        'acquisition_engagement',
        'Meetings whose role, else whose person, decides by the committee list.',
        'touches of the group meeting',
        window,
        { numerator: meetings.decision, denominator: meetings.number },
      ),
    },
  ]
}

/** Accounts that show intent, and how well open opportunities are qualified. */
export function accountFigures(input: ReportInput, result: AcquisitionResult): Figure[] {
  const { inIntent, fittingInIntent, accounts, fitting } = intentTotals(result)
  const window = `${intentDays} days up to ${input.period.endsOn}, or up to the as-of`
  const definition = 'Accounts with any sign of intent'
  return [
    {
      id: 'accounts_in_intent',
      label: 'Accounts in intent',
      value: inIntent,
      unit: 'count',
      n: accounts,
      receipt: receipt('acquisition_intent', `${definition}.`, 'any named sign', window),
    },
    shareFigure(
      'icp_in_intent',
      'Of ideal customer accounts',
      { part: fittingInIntent, whole: fitting },
      'no account is known to fit the profile',
      receipt(
        'acquisition_intent',
        `${definition} that fit the profile / all that do. Wilson 95 % interval.`,
        'any named sign',
        window,
      ),
    ),
    aggregateFigure(
      'qualification_completeness',
      'Qualification answered, open deals',
      completenessOf(result),
      'no opportunity is open',
      receipt(
        'acquisition_qualification',
        'Questions answered / opportunities x questions, of new business.',
        'open at the end of the period; no interval, because answers come together',
        `open at ${input.period.endsOn}, or at the as-of`,
      ),
    ),
  ]
}
