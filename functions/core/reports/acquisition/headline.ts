import { formatCount, formatPeriod } from '../../format.ts'
import { subjectsOf } from '../conversion/figures.ts'
import type { ReportInput } from '../definition.ts'
import { intentTotals } from './accounts.ts'
import { milestonesOf } from './milestones.ts'
import { type AcquisitionResult, wholeOf } from './rows.ts'

const counted = (number: number, one: string, many = `${one}s`) =>
  `${formatCount(number)} ${number === 1 ? one : many}`

const against = (previous: number, label: string | undefined) =>
  label === undefined ? '' : ` (${formatCount(previous)} in ${formatPeriod(label)})`

/** What the page says first: how many came, how many were qualified, how many accounts to call. */
export function headlineOf(input: ReportInput, result: AcquisitionResult): string {
  const { funnel, period, previous } = input
  const time = period.label === 'all' ? 'so far' : `in ${formatPeriod(period.label)}`
  const leads = wholeOf(result.leads)
  const qualified = wholeOf(result.qualified)
  const came =
    leads === undefined || leads.created === 0
      ? `No lead came ${time}`
      : `${counted(leads.created, 'new lead')} came ${time}${against(leads.previous, previous?.label)}`
  const became =
    milestonesOf(funnel).sql === 0
      ? ''
      : `; ${counted(qualified?.qualified ?? 0, funnel.subject, subjectsOf(input))} became qualified${against(qualified?.previous ?? 0, previous?.label)}`
  const { inIntent } = intentTotals(result)
  const call = inIntent === 0 ? '' : `; ${counted(inIntent, 'account')} to call`
  return `${came}${became}${call}.`
}
