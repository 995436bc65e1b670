import type { ObjectStore } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import { renderCsv } from '#render/csv.ts'
import { renderHtml } from '#render/html.ts'
import type { IndexEntry } from '#render/index-page.ts'
import { renderJson } from '#render/json.ts'
import { addToIndex } from './report-index.ts'

/** What may differ between two runs of the same revision, kept apart from it. */
interface RunFacts {
  readonly startedAt: string
  readonly finishedAt: string
  readonly bytesScanned: number
}

const entryOf = (path: string, data: ReportData): IndexEntry => ({
  path: path.slice('reports/'.length),
  report: data.report,
  title: data.title,
  period: data.period.label,
  startsOn: data.period.startsOn,
  asOf: data.asOf,
  funnel: data.funnel.title,
  headline: data.headline,
})

/** Writes every form of a report below its path, the JSON last because it marks the whole. */
export async function publish(
  objects: ObjectStore,
  path: string,
  data: ReportData,
  run: RunFacts,
): Promise<void> {
  await objects.put(`${path}/index.html`, renderHtml(data))
  for (const table of data.sections.flatMap((section) => section.tables)) {
    await objects.put(`${path}/${table.id}.csv`, renderCsv(table))
  }
  await objects.put(`${path}/run.json`, `${JSON.stringify(run, null, 2)}\n`)
  await addToIndex(objects, entryOf(path, data))
  await objects.put(`${path}/report.json`, renderJson(data))
}
