import type { ReportDefinition } from '../definition.ts'
import { arrivalsSection } from './arrivals.ts'
import { completenessSection } from './completeness.ts'
import { headlineFigures, keyFiguresOf } from './figures.ts'
import { foundSection } from './found.ts'
import { headlineOf } from './headline.ts'
import { mergesSection } from './merges.ts'
import { notesOf } from './notes.ts'
import { ownersSection } from './owners.ts'
import { checkedQueries, queries } from './queries.ts'
import { reconciliationSection } from './reconciliation.ts'
import { readChecked, readRows } from './rows.ts'

/** What is wrong, missing or doubtful in the data, how much money it touches, and what to do. */
export const dataQuality: ReportDefinition = {
  id: 'data-quality',
  title: 'Data quality',
  readsPublished: true,
  queries,
  keyFigures: {
    queries: checkedQueries,
    figures: (input, rows) => keyFiguresOf(input, readChecked(rows)),
  },
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        foundSection(input, result),
        ownersSection(input, result),
        completenessSection(result),
        arrivalsSection(input, result),
        reconciliationSection(input, result),
        mergesSection(input, result),
      ],
      notes: notesOf(input, result),
    }
  },
}
