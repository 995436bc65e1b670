import type { ReportDefinition } from '../definition.ts'
import { acquisitionSection } from './acquisition.ts'
import { changesSection } from './changes.ts'
import { creditsSection } from './credits.ts'
import { entrantsSection } from './entrants.ts'
import { headlineFigures } from './figures.ts'
import { growthSection } from './growth.ts'
import { headlineOf } from './headline.ts'
import { keyFigures } from './key-figures.ts'
import { lagsSection } from './lags.ts'
import { notesOf } from './notes.ts'
import { paybackSection } from './payback.ts'
import { keyQueries, pageQueries } from './queries.ts'
import { returnsSection } from './returns.ts'
import { readCore, readRows } from './rows.ts'
import { sourcedSection } from './sourced.ts'
import { valueSection } from './value.ts'

/** What customers cost and what they are worth: CAC, attribution, LTV, payback, efficiency. */
export const unitEconomics: ReportDefinition = {
  id: 'unit-economics',
  title: 'Unit economics',
  queries: pageQueries,
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        changesSection(input, result),
        acquisitionSection(input, result),
        creditsSection(input, result),
        returnsSection(input, result),
        entrantsSection(input, result),
        valueSection(input, result),
        paybackSection(input, result),
        growthSection(input, result),
        lagsSection(input, result),
        sourcedSection(input, result),
      ],
      notes: notesOf(input, result),
    }
  },
  keyFigures: {
    queries: keyQueries,
    figures: (input, rows) => keyFigures(input, readCore(rows)),
  },
}
