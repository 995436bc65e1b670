import type { ObjectStore } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import { renderCsv } from '#render/csv.ts'
import { renderHtml } from '#render/html.ts'
import { type IndexEntry, renderForward, renderIndex } from '#render/index-page.ts'
import { renderJson } from '#render/json.ts'

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

const indexKey = 'reports/index.json'

/** Adds the entry to the list; repeats when another report was listed meanwhile. */
async function addToIndex(objects: ObjectStore, entry: IndexEntry): Promise<void> {
  for (;;) {
    const stored = await objects.get(indexKey)
    const listed: IndexEntry[] = stored ? JSON.parse(Buffer.from(stored.body).toString('utf8')) : []
    const entries = [...listed.filter((each) => each.path !== entry.path), entry]
    const condition = stored ? { tag: stored.tag } : ({ absent: true } as const)
    const written = await objects.put(indexKey, `${JSON.stringify(entries, null, 2)}\n`, condition)
    if (written === undefined) continue
    await objects.put('reports/index.html', renderIndex(entries))
    return
  }
}

/** Makes the revision the one that other pages lead to: `reports/<report>/<period>/index.html`. */
export async function pointTo(objects: ObjectStore, path: string, data: ReportData): Promise<void> {
  const at = path.lastIndexOf('/')
  const page = renderForward(path.slice(at + 1), `${data.title}, ${data.period.label}`)
  await objects.put(`${path.slice(0, at)}/index.html`, page)
}

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
