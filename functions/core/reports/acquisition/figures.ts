import type { Figure } from '../../report-data.ts'
import { subjectsOf } from '../conversion/figures.ts'
import type { ReportInput } from '../definition.ts'
import { periodWindow, receipt } from '../parts.ts'
import { accountFigures, engagementFigures } from './activity-figures.ts'
import {
  conversionIds,
  conversionLabels,
  conversionShare,
  milestoneMeaning,
  trendText,
} from './conversions.ts'
import { milestonesOf, stepName } from './milestones.ts'
import { type AcquisitionResult, type QualifiedRow, wholeOf } from './rows.ts'
import { shareFigure } from './share-figures.ts'

/** Leads whose journey first reached the qualified stage in the period; null where the funnel has none. */
export function qualifiedFigure(input: ReportInput, rows: readonly QualifiedRow[]): Figure {
  const { funnel } = input
  const { sql } = milestonesOf(funnel)
  const number = wholeOf(rows)?.qualified ?? 0
  return {
    id: 'qualified_leads',
    label: `Qualified ${subjectsOf(input)}`,
    value: sql === 0 ? null : number,
    unit: 'count',
    ...(sql === 0 ? { missing: 'the funnel names no qualified stage' } : {}),
    receipt: receipt(
      'acquisition_qualified',
      `Different ${subjectsOf(input)} whose journey reached ${stepName(funnel, sql)} for the first time.`,
      `rule ${funnel.rules[0] ?? 'any'}; once ever`,
      periodWindow(input, 'reached'),
    ),
  }
}

function leadFigures(input: ReportInput, result: AcquisitionResult): Figure[] {
  const row = wholeOf(result.leads)
  const [created, judged] = [row?.created ?? 0, row?.judged ?? 0]
  const window = periodWindow(input, 'leads created')
  return [
    {
      id: 'new_leads',
      label: 'New leads',
      value: created,
      unit: 'count',
      receipt: receipt('acquisition_leads', 'Leads created.', 'by creation', window),
    },
    shareFigure(
      'icp_share',
      'Ideal customers among new leads',
      { part: row?.fitting ?? 0, whole: judged },
      'no lead of this period can be judged',
      receipt(
        'acquisition_leads',
        'New leads that fit the ideal customer profile / those whose values tell. Wilson 95 % interval.',
        'rules where there are any, else the score of the account',
        window,
      ),
    ),
  ]
}

function conversionFigures(input: ReportInput, result: AcquisitionResult): Figure[] {
  const row = wholeOf(result.conversionHistory)
  const { mql } = milestonesOf(input.funnel)
  const { trend } = input
  return conversionIds.map((id) => {
    const lacksMql = mql === 0 && (id === 'lead_to_mql' || id === 'mql_to_sql')
    return shareFigure(
      id,
      conversionLabels[id],
      conversionShare(lacksMql ? undefined : row, id),
      lacksMql ? 'the funnel has no stage for MQLs' : 'nobody to convert',
      receipt(
        'acquisition_conversions',
        `${milestoneMeaning(input)} Wilson 95 % interval.`,
        `cohort basis, over ${trendText(input)}`,
        `entered from ${trend.startsOn} to before ${trend.endsOn}`,
      ),
    )
  })
}

/** The figures at the top of the page. */
export const headlineFigures = (input: ReportInput, result: AcquisitionResult): Figure[] => [
  qualifiedFigure(input, result.qualified),
  ...leadFigures(input, result),
  ...conversionFigures(input, result),
  ...engagementFigures(input, result),
  ...accountFigures(input, result),
]
