import type { ReportDefinition } from '../definition.ts'
import { figureSections } from '../funnel-figures.ts'
import { accountsSection } from './accounts.ts'
import { answersSection } from './answers.ts'
import { committeeSection } from './committee.ts'
import { conversionsSection } from './conversions.ts'
import { engagementSection } from './engagement.ts'
import { headlineFigures, qualifiedFigure } from './figures.ts'
import { headlineOf } from './headline.ts'
import { notesOf } from './notes.ts'
import { qualificationSection } from './qualification.ts'
import { findingsOf, qualitySection } from './quality.ts'
import { acquisitionQueries, qualifiedQueries } from './queries.ts'
import { readQualified, readRows } from './rows.ts'
import { scoresSection } from './scores.ts'
import { visitorsSection, volumeSection } from './volume.ts'

/** Where leads come from, whether they are the right ones, how they engage, whom to call. */
export const acquisition: ReportDefinition = {
  id: 'acquisition',
  title: 'Acquisition',
  queries: acquisitionQueries,
  body: (input, rows) => {
    const result = readRows(rows)
    return {
      headline: headlineOf(input, result),
      findings: findingsOf(input, result),
      currency: input.settings.currency,
      figures: headlineFigures(input, result),
      sections: [
        volumeSection(input, result),
        visitorsSection(input, result),
        conversionsSection(input, result),
        qualitySection(input, result),
        accountsSection(input, result),
        engagementSection(input, result),
        ...figureSections(input, rows).filter((section) => section.id === 'stage_metrics'),
        answersSection(input, result),
        ...scoresSection(input, result),
        qualificationSection(input, result),
        committeeSection(input, result),
      ],
      notes: notesOf(input, result),
    }
  },
  keyFigures: {
    queries: qualifiedQueries,
    figures: (input, rows) => [qualifiedFigure(input, readQualified(rows))],
  },
}
