import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt, shareOf } from '../parts.ts'
import { countedLeads, notReached, responseHours, responseRow, wholeRouting } from './response.ts'
import type { VelocityResult } from './rows.ts'
import { stalledTotals } from './stalled.ts'

/** Median lead response, and the share answered within the SLA. */
export function responseFigures(input: ReportInput, result: VelocityResult): Figure[] {
  const row = responseRow(result, 'clock')
  const n = countedLeads(row)
  const median = responseHours(row, 'p50_seconds')
  const share = shareOf(row?.within_sla ?? 0, n)
  const window = periodWindow(input, 'leads created')
  const none = n === 0 ? { missing: 'no lead of this period counts yet' } : {}
  return [
    {
      id: 'response_median',
      label: 'Median lead response',
      value: median,
      unit: median === notReached ? 'text' : 'duration_hours',
      n,
      smallSample: isSmall(n),
      ...none,
      receipt: receipt(
        'velocity_response',
        'From lead created to the first outbound human touch; unanswered for longer than the SLA is infinite.',
        'clock; median, type 7',
        window,
      ),
    },
    {
      id: 'response_within_sla',
      label: `Answered within ${input.settings.responseSlaMinutes} minutes`,
      value: share.value,
      unit: 'rate',
      interval: share.interval,
      n,
      smallSample: share.smallSample,
      ...none,
      receipt: receipt(
        'velocity_response',
        'Leads answered within the SLA / leads that count. Wilson 95 % interval.',
        'clock',
        window,
        { numerator: row?.within_sla ?? 0, denominator: n },
      ),
    },
  ]
}

/** Leads that nobody owns, and attempts that do not move. */
export function ownerFigures(input: ReportInput, result: VelocityResult): Figure[] {
  const routing = wholeRouting(result)
  const created = routing?.created ?? 0
  const unassigned = created - (routing?.assigned ?? 0)
  const share = shareOf(unassigned, created)
  const { open, judged, stalled } = stalledTotals(result)
  return [
    {
      id: 'unassigned',
      label: 'Leads without owner',
      value: share.value,
      unit: 'rate',
      interval: share.interval,
      n: created,
      smallSample: share.smallSample,
      ...(created === 0 ? { missing: 'no lead was created in this period' } : {}),
      receipt: receipt(
        'velocity_routing',
        'Leads without any assignment / leads created. Wilson 95 % interval.',
        'as of the report',
        periodWindow(input, 'leads created'),
        { numerator: unassigned, denominator: created },
      ),
    },
    {
      id: 'stalled',
      label: 'Stalled attempts',
      value: judged === 0 ? null : stalled,
      unit: 'count',
      n: judged,
      smallSample: isSmall(judged),
      ...(judged === 0
        ? {
            missing:
              open === 0 ? 'nothing is open' : 'no stage has enough finished visits or a target',
          }
        : {}),
      receipt: receipt(
        'velocity_open_visits',
        'Open attempts whose visit is older than usual, of those that can be judged.',
        '90th percentile of visits that ended in 365 days, else target',
        'open at the as-of',
        { numerator: stalled, denominator: judged },
      ),
    },
  ]
}
