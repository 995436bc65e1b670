import type { ObjectStore } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import { type IndexEntry, renderForward, renderIndex } from '#render/index-page.ts'
import { published } from './published.ts'

const indexKey = 'reports/index.json'

type Entries = readonly IndexEntry[]

/** Changes the list and its page; repeats when somebody else changed it meanwhile. */
async function changeIndex(objects: ObjectStore, change: (listed: Entries) => Entries) {
  for (;;) {
    const stored = await objects.get(indexKey)
    const listed: Entries = stored ? JSON.parse(Buffer.from(stored.body).toString('utf8')) : []
    const entries = change(listed)
    const condition = stored ? { tag: stored.tag } : ({ absent: true } as const)
    const written = await objects.put(indexKey, `${JSON.stringify(entries, null, 2)}\n`, condition)
    if (written === undefined) continue
    await objects.put('reports/index.html', renderIndex(entries))
    return entries
  }
}

/** Adds a published revision to the list of all. */
export async function addToIndex(objects: ObjectStore, entry: IndexEntry): Promise<void> {
  await changeIndex(objects, (listed) => [
    ...listed.filter((each) => each.path !== entry.path),
    entry,
  ])
}

/** Makes the revision the one that other pages lead to: `reports/<report>/<period>/index.html`. */
export async function pointTo(objects: ObjectStore, path: string, data: ReportData): Promise<void> {
  const at = path.lastIndexOf('/')
  const page = renderForward(path.slice(at + 1), `${data.title}, ${data.period.label}`)
  await objects.put(`${path.slice(0, at)}/index.html`, page)
}

const prefix = 'reports/'

/** Makes the newest revision that is left of the period the one that other pages lead to. */
async function pointBack(objects: ObjectStore, period: string, left: Entries) {
  const newest = left
    .filter(({ path }) => `${prefix}${path}`.startsWith(period))
    .toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1))
    .at(-1)
  const path = newest && `${prefix}${newest.path}`
  const data = path && (await published(objects, path))
  if (path && data) await pointTo(objects, path, data)
  else await objects.delete([`${period}index.html`])
}

/**
 * Removes a published revision with every form of it, and every way that led to it. Only an erasure
 * does so; the report can be made again, from what is left. Safe to run again.
 */
export async function unpublish(objects: ObjectStore, path: string): Promise<void> {
  const left = await changeIndex(objects, (listed) =>
    listed.filter((entry) => `${prefix}${entry.path}` !== path),
  )
  await pointBack(objects, path.slice(0, path.lastIndexOf('/') + 1), left)
  await objects.delete((await objects.list(`${path}/`)).map(({ key }) => key))
}
