import type { Section } from '../report-data.ts'
import { breakdownSection } from './conversion-breakdown.ts'
import { changeSections } from './conversion-changes.ts'
import { cohortSection } from './conversion-cohorts.ts'
import { comparisonSections } from './conversion-compare.ts'
import { headlineFigures, headlineOf } from './conversion-headline.ts'
import { isInMoney } from './conversion-leak-rows.ts'
import { leakSection } from './conversion-leaks.ts'
import { movementSection } from './conversion-movement.ts'
import { notesOf } from './conversion-notes.ts'
import { progressSection } from './conversion-progress.ts'
import { conversionQueries } from './conversion-queries.ts'
import { type ConversionResult, readRows } from './conversion-rows.ts'
import { stagesSection } from './conversion-stages.ts'
import { timeSection } from './conversion-times.ts'
import type { ReportDefinition, ReportInput, ReportRows } from './definition.ts'
import { figureSections, funnelFigures } from './funnel-figures.ts'

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
  queries: conversionQueries,
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      figures: [...headlineFigures(input, result), ...funnelFigures(input, rows)],
      sections: sectionsOf(input, result, rows),
      notes: notesOf(input, result),
      ...(isInMoney(result) ? { currency: input.settings.currency } : {}),
    }
  },
}
