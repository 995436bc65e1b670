import type { ReportDefinition } from '../definition.ts'
import { historyNotes, historyQuery } from '../histories.ts'
import { dealsSection } from './deals.ts'
import { headlineFigures } from './figures.ts'
import { forecastSection } from './forecast-section.ts'
import { headlineOf } from './headline.ts'
import { keyFigures } from './key-figures.ts'
import { readKeyRows } from './key-rows.ts'
import { largestSection } from './largest.ts'
import { leadRequirementSection } from './lead-requirement.ts'
import { notesOf } from './notes.ts'
import { keyQueries, pageQueries } from './queries.ts'
import { quotaSection } from './quota-tables.ts'
import { reasonsSection } from './reasons.ts'
import { readRows } from './rows.ts'
import { slippageTables } from './slippage.ts'
import { standingSection } from './standing-section.ts'
import { dueSection, walkSection } from './walk.ts'
import { winRateSection } from './win-rates.ts'

/** What is open and worth, whether it is enough, how it moved, and what becomes of it. */
export const pipeline: ReportDefinition = {
  id: 'pipeline',
  title: 'Pipeline',
  queries: (input) => ({ ...pageQueries(input), ...historyQuery(input) }),
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        standingSection(input, result),
        quotaSection(input, result),
        forecastSection(input, result),
        walkSection(input, result),
        dueSection(input, result, slippageTables(input, result)),
        winRateSection(input, result),
        dealsSection(input, result),
        reasonsSection(input, result),
        largestSection(input, result),
        leadRequirementSection(input, result),
      ],
      notes: [...notesOf(input, result), ...historyNotes(rows)],
    }
  },
  keyFigures: {
    queries: keyQueries,
    figures: (input, rows) => keyFigures(input, readKeyRows(rows)),
  },
}
