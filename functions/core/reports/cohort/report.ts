import type { ReportDefinition } from '../definition.ts'
import { conversionSections } from './conversion.ts'
import { headlineFigures } from './figures.ts'
import { widened } from './grid.ts'
import { headlineOf } from './headline.ts'
import { lifetimeSections } from './lifetime.ts'
import { notesOf } from './notes.ts'
import { queries } from './queries.ts'
import { retentionSections } from './retention.ts'
import { readRows } from './rows.ts'

/** What became of those who came at the same time: who stays, what they bring in, who is won. */
export const cohort: ReportDefinition = {
  id: 'cohort',
  title: 'Cohorts',
  queries: (asked) => queries(widened(asked)),
  body: (asked, rows) => {
    const input = widened(asked)
    const result = readRows(input, rows)
    return {
      headline: headlineOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        ...retentionSections(input, result),
        ...lifetimeSections(input, result),
        ...conversionSections(input, result),
      ],
      notes: notesOf(input, result),
    }
  },
}
