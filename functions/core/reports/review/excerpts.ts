import type { Finding, Section, Table } from '../../report-data.ts'
import type {
  ReportBody,
  ReportDefinition,
  ReportInput,
  ReportQuery,
  ReportRows,
} from '../definition.ts'

/** A table that the review shows: its first rows, after `pick` has chosen and ordered them. */
export interface Quoted {
  readonly id: string
  readonly rows: number
  pick?(table: Table): Table
}

/** What the review takes from the page of a report. */
export interface Excerpt {
  readonly report: ReportDefinition
  readonly id: string
  readonly title: string
  readonly tables: readonly Quoted[]
  /** Sentences that the page's own findings do not say. */
  findings?(input: ReportInput, page: Page): Finding[]
}

const keyOf = (excerpt: Excerpt, query: string) => `page/${excerpt.report.id}/${query}`

/** The queries of whole pages, because an excerpt is what the page says and nothing else. */
export function excerptQueries(input: ReportInput, excerpts: readonly Excerpt[]) {
  const queries: Record<string, ReportQuery> = {}
  for (const excerpt of excerpts) {
    for (const [name, query] of Object.entries(excerpt.report.queries(input))) {
      queries[keyOf(excerpt, name)] = query
    }
  }
  return queries
}

/** A report's page as its own definition makes it from the rows of `excerptQueries`. */
export interface Page {
  readonly excerpt: Excerpt
  readonly body: ReportBody
}

export function pagesOf(
  input: ReportInput,
  rows: ReportRows<string>,
  excerpts: readonly Excerpt[],
): Page[] {
  return excerpts.map((excerpt) => {
    const prefix = keyOf(excerpt, '')
    const own = Object.entries(rows).filter(([name]) => name.startsWith(prefix))
    const found = Object.fromEntries(own.map(([name, row]) => [name.slice(prefix.length), row]))
    return { excerpt, body: excerpt.report.body(input, found) }
  })
}

/** A table of a page by its id; undefined where the page does not have it this time. */
export function tableOf({ body }: Page, id: string): Table | undefined {
  return body.sections.flatMap((section) => section.tables).find((table) => table.id === id)
}

function shownOf(found: Table, { rows, pick }: Quoted): Table {
  const table = pick === undefined ? found : pick(found)
  if (found.rows.length <= rows) return table
  const description = `${table.description} The first ${rows} of ${found.rows.length} rows; the report has all.`
  return { ...table, rows: table.rows.slice(0, rows), description }
}

const rowsOfFinding = 5

/** One section for each page, of the tables that are there and those that its findings stand on. */
export function excerptSections(pages: readonly Page[]): Section[] {
  return pages.flatMap((page) => {
    const { excerpt, body } = page
    const known = new Set(excerpt.tables.map(({ id }) => id))
    const ofFindings = new Set((body.findings ?? []).map(({ table }) => table))
    const more = [...ofFindings].filter((id) => !known.has(id))
    const asked = [...excerpt.tables, ...more.map((id) => ({ id, rows: rowsOfFinding }))]
    const tables = asked.flatMap((quoted) => {
      const table = tableOf(page, quoted.id)
      return table === undefined || table.rows.length === 0 ? [] : [shownOf(table, quoted)]
    })
    return tables.length === 0 ? [] : [{ id: excerpt.id, title: excerpt.title, tables }]
  })
}

/** What the pages find worth saying, each with the report that says more. */
export const pageFindings = (input: ReportInput, pages: readonly Page[]): Finding[] =>
  pages.flatMap((page) =>
    [...(page.excerpt.findings?.(input, page) ?? []), ...(page.body.findings ?? [])].map(
      (finding) => ({ ...finding, report: page.excerpt.report.id }),
    ),
  )
