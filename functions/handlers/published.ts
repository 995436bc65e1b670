import type { ObjectStore } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import { readText } from './read-text.ts'

/** An as-of as revisions begin with it: in order of time, without marks. */
export const stampOf = (asOf: string): string => asOf.replaceAll(/[-:.]/g, '')

/** Folder of a published revision. */
export const pathOf = (report: string, period: string, revision: string) =>
  `reports/${report}/${period}/${revision}`

/** The revision that was published under the path; it is never computed again. */
export async function published(
  objects: ObjectStore,
  path: string,
): Promise<ReportData | undefined> {
  const text = await readText(objects, `${path}/report.json`)
  return text === undefined ? undefined : (JSON.parse(text) as ReportData)
}
