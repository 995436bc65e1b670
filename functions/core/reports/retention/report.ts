import type { ReportDefinition } from '../definition.ts'
import { adoptionSection } from './adoption.ts'
import { headlineFigures, quotedFigures } from './figures.ts'
import { growthSection } from './growth.ts'
import { headlineOf } from './headline.ts'
import { notesOf } from './notes.ts'
import { opinionsSection } from './opinions.ts'
import { movementQuery, retentionQueries } from './queries.ts'
import { ratesSection } from './rates.ts'
import { reasonsSection } from './reasons.ts'
import { renewalsSection } from './renewals.ts'
import { readMovements, readRows } from './rows.ts'
import { segmentsSection } from './segments.ts'
import { waterfallSection } from './waterfall.ts'

/** Whether customers stay, grow and bring others: recurring revenue, renewals, adoption, opinions. */
export const retention: ReportDefinition = {
  id: 'retention',
  title: 'Retention',
  queries: retentionQueries,
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        waterfallSection(input, result),
        ratesSection(input, result),
        segmentsSection(input, result),
        reasonsSection(input, result),
        renewalsSection(input, result),
        adoptionSection(input, result),
        opinionsSection(input, result),
        growthSection(input, result),
      ],
      notes: notesOf(input, result),
    }
  },
  keyFigures: {
    queries: (input) => ({ movements: movementQuery(input) }),
    figures: (input, rows) => quotedFigures(input, readMovements(rows)),
  },
}
