import type { ObjectStore } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'

/** Folders of the published revisions, sorted: `reports/<report>/<period>/<revision>`. */
export async function revisionsIn(objects: ObjectStore): Promise<string[]> {
  const keys = (await objects.list('reports/')).map(({ key }) => key)
  return keys
    .filter((key) => key.endsWith('/report.json'))
    .map((key) => key.replace(/\/[^/]*$/, ''))
}

export async function textAt(objects: ObjectStore, key: string): Promise<string> {
  const stored = await objects.get(key)
  if (stored === undefined) throw new Error(`${key} is not there`)
  return Buffer.from(stored.body).toString('utf8')
}

/**
 * Every file of a revision as text but `run.json`, which tells of this run: when it began and
 * ended, and what it scanned.
 */
export async function filesOf(objects: ObjectStore, revision: string) {
  const keys = (await objects.list(`${revision}/`)).map(({ key }) => key)
  const lasting = keys.filter((key) => !key.endsWith('/run.json'))
  const files = lasting.map(async (key) => [key, await textAt(objects, key)] as const)
  return Object.fromEntries(await Promise.all(files))
}

export async function dataOf(objects: ObjectStore, revision: string): Promise<ReportData> {
  return JSON.parse(await textAt(objects, `${revision}/report.json`))
}
