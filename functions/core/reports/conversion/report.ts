import type { Section } from '../../report-data.ts'
import type { ReportDefinition, ReportInput, ReportRows } from '../definition.ts'
import { figureSections, funnelFigures } from '../funnel-figures.ts'
import { historyNotes, historyQuery } from '../histories.ts'
import { breakdownSection } from './breakdown.ts'
import { changeSections } from './changes.ts'
import { cohortSection } from './cohorts.ts'
import { comparisonSections } from './compare.ts'
import { conversionFigure, headlineFigures, headlineOf } from './headline.ts'
import { isInMoney } from './leak-rows.ts'
import { leakSection } from './leaks.ts'
import { movementSection } from './movement.ts'
import { notesOf } from './notes.ts'
import { progressSection } from './progress.ts'
import { breakdownQuery, conversionQueries } from './queries.ts'
import { type ConversionResult, readBreakdown, readRows } from './rows.ts'
import { stagesSection } from './stages.ts'
import { timeSection } from './times.ts'

/** In the order in which leadership asks: how many, since when, why, where, how long. */
function sectionsOf(
  input: ReportInput,
  result: ConversionResult,
  rows: ReportRows<string>,
): Section[] {
  return [
    stagesSection(input, result),
    ...comparisonSections(input, result),
    cohortSection(input, result),
    ...changeSections(input, result),
    leakSection(input, result),
    breakdownSection(input, result),
    progressSection(input, result),
    timeSection(input, result),
    movementSection(input, result),
    ...figureSections(input, rows),
  ]
}

/** How many subjects move from step to step, who is lost or still open, by cohort and segment. */
export const conversion: ReportDefinition = {
  id: 'conversion',
  title: 'Conversion',
  queries: (input) => ({ ...conversionQueries(input), ...historyQuery(input) }),
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      figures: [...headlineFigures(input, result), ...funnelFigures(input, rows)],
      sections: sectionsOf(input, result, rows),
      notes: [...notesOf(input, result), ...historyNotes(rows)],
      ...(isInMoney(result) ? { currency: input.settings.currency } : {}),
    }
  },
  keyFigures: {
    queries: (input) => ({ breakdown: breakdownQuery(input) }),
    figures: (input, rows) => [conversionFigure(input, readBreakdown(rows))],
  },
}
