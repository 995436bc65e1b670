import * as z from 'zod'
import { formatPeriod } from '../../format.ts'
import type { Figure, FigureChange, Note } from '../../report-data.ts'
import { acquisition } from '../acquisition/report.ts'
import { conversion } from '../conversion/report.ts'
import type { ReportDefinition, ReportInput, ReportRows } from '../definition.ts'
import { spanOf } from '../parameters.ts'
import { pipeline } from '../pipeline/report.ts'
import { retention } from '../retention/report.ts'
import { unitEconomics } from '../unit-economics/report.ts'
import { velocity } from '../velocity/report.ts'
import { excerptQueries, excerptSections, type Page, pageFindings, pagesOf } from './excerpts.ts'
import { headlineOf, keyQueries, type Targets } from './figures.ts'
import { headlineSection, splitSections } from './headline-table.ts'
import { excerpts } from './quoted.ts'
import { changeFindings, targetFindings } from './sentences.ts'
import type { KeyFiguresOf } from './sources.ts'

const owners = [acquisition, conversion, pipeline, velocity, unitEconomics, retention]

const keyFigures: KeyFiguresOf = Object.fromEntries(
  owners.flatMap(({ id, keyFigures: key }) => (key === undefined ? [] : [[id, key]])),
)

/** More sentences of one kind than so many are not read; the tables have all. */
const mostChanges = 5
const mostTargets = 3

const targetRow = z.object({ metric: z.string(), value: z.string() })

function targetsOf(rows: ReportRows<string>): Targets {
  const found = z.array(targetRow).parse(rows.targets ?? [])
  return new Map(found.map(({ metric, value }) => [metric, Number(value)]))
}

/** Pages say some things alike; the review says them once. */
function notesOf(pages: readonly Page[]): Note[] {
  const notes = pages.flatMap(({ body }) => body.notes)
  return [...new Map(notes.map((note) => [note.text, note])).values()]
}

const listed = (figures: readonly Figure[]) =>
  figures.length === 0 ? 'nothing' : figures.map(({ label }) => lowerFirst(label)).join(', ')

const lowerFirst = (label: string) =>
  /^[A-Z]{2}/.test(label) ? label : `${label.charAt(0).toLowerCase()}${label.slice(1)}`

/** Which figures got clearly better or worse, and how many targets were missed, in words. */
function headlineText(input: ReportInput, figures: readonly Figure[]): string {
  const when = formatPeriod(input.period.label)
  const against = figures.find((figure) => figure.changes?.length)?.changes?.[0]?.against
  const moved = (verdict: FigureChange['verdict']) =>
    figures.filter((figure) => figure.changes?.[0]?.verdict === verdict)
  const compared =
    against === undefined
      ? `${when}: there is no period before to hold it against.`
      : `${when} against ${formatPeriod(against)}. Clearly worse: ${listed(moved('worse'))}. Clearly better: ${listed(moved('better'))}.`
  const judged = figures.filter((figure) => typeof figure.target?.reached === 'boolean')
  const missed = judged.filter((figure) => figure.target?.reached === false)
  if (judged.length === 0) return compared
  return `${compared} ${missed.length} of ${judged.length} targets missed.`
}

/** The page for leadership: what changed, why, what it costs and what to do next. */
export const review: ReportDefinition = {
  id: 'review',
  title: 'Review',
  queries: (input) => ({
    targets: {
      query: 'review_targets',
      parameters: spanOf(input.period),
    },
    ...keyQueries(input, keyFigures),
    ...excerptQueries(input, excerpts),
  }),
  body: (input, rows) => {
    const { currency } = input.settings
    const headline = headlineOf(input, rows, keyFigures, targetsOf(rows))
    const pages = pagesOf(input, rows, excerpts)
    const findings = [
      ...changeFindings(headline.figures, currency).slice(0, mostChanges),
      ...targetFindings(headline.figures, currency).slice(0, mostTargets),
      ...pageFindings(input, pages),
    ]
    return {
      headline: headlineText(input, headline.figures),
      currency,
      findings,
      figures: headline.figures,
      sections: [
        headlineSection(input, headline),
        ...splitSections(input, headline),
        ...excerptSections(pages),
      ],
      notes: notesOf(pages),
    }
  },
}
