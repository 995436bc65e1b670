import type { Row } from '#core/ports.ts'
import { reportIds } from '#core/reports/all.ts'
import { together } from '#core/together.ts'
import { buildState, type LiveBuild } from '#handlers/build.ts'
import { readState } from '#handlers/state.ts'
import { renderHtml } from '#render/html.ts'
import { reportStatements } from './mart.ts'
import { type Measure, measure } from './measure.ts'
import type { Place } from './place.ts'

type Prepared = Awaited<ReturnType<typeof reportStatements>>

/** Side by side, as the report handler asks. */
async function rowsOf({ engine }: Place, { statements }: Prepared) {
  const asked = statements.map(
    async ({ name, query, sql }) => [name, (await engine.run(sql, query)).rows] as const,
  )
  return Object.fromEntries(await together(asked))
}

/** The page as it would be published, from rows that were read before. */
function render({ context }: Prepared, rows: Record<string, readonly Row[]>): number {
  const { definition, input, asOf, hashes, revision, view } = context
  const { funnel, period, settings } = input
  return renderHtml({
    report: definition.id,
    title: definition.title,
    ...definition.body(input, rows),
    funnel: { id: funnel.id, title: funnel.title },
    period: { label: period.label, startsOn: period.startsOn, endsOn: period.endsOn },
    asOf,
    basis: view.basis,
    zone: settings.zone,
    hashes,
    revision,
  }).length
}

/** Every report of the last complete month from the live build: its queries, and its pages from their rows. */
export async function measureReportSet(
  place: Place,
  runs: number,
): Promise<{ queries: Measure; pages: Measure }> {
  const live = await readState<LiveBuild>(place.objects, buildState)
  if (!live) throw new Error('no build to read')
  const prepared: Prepared[] = []
  for (const report of reportIds) prepared.push(await reportStatements(place, live, { report }))
  const number = prepared.reduce((sum, { statements }) => sum + statements.length, 0)
  let found: Record<string, readonly Row[]>[] = []
  const queries = await measure(
    `${reportIds.length} reports, ${number} queries`,
    runs,
    async () => {
      found = []
      for (const each of prepared) found.push(await rowsOf(place, each))
    },
  )
  const pages = await measure(`${reportIds.length} pages from their rows`, runs, async () => {
    for (const [at, each] of prepared.entries()) render(each, found[at] ?? {})
  })
  return { queries, pages }
}
