import type { ObjectStore } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import type { Republished } from '#core/reports/published.ts'
import { published } from './published.ts'

const key = /^(reports\/[^/]+\/[^/]+\/([^/]+))\/report\.json$/

/** Revisions begin with their as-of, so that their names are in order of time. */
async function revisionsOf(objects: ObjectStore, report: string, period: string) {
  const found = await objects.list(`reports/${report}/${period}/`)
  return found.flatMap((object) => key.exec(object.key)?.[1] ?? [])
}

const isAlike = (data: ReportData, other: ReportData) =>
  other.funnel.id === data.funnel.id &&
  other.basis === 'known' &&
  other.scenario === undefined &&
  other.asOf < data.asOf

/** The first revision of the same report, period and funnel; undefined when this one is the first. */
async function firstOf(objects: ObjectStore, data: ReportData): Promise<ReportData | undefined> {
  for (const path of await revisionsOf(objects, data.report, data.period.label)) {
    const other = await published(objects, path)
    if (other !== undefined && isAlike(data, other)) return other
  }
  return undefined
}

async function lastOf(objects: ObjectStore, report: string, like: ReportData) {
  for (const path of (await revisionsOf(objects, report, like.period.label)).reverse()) {
    const other = await published(objects, path)
    if (other !== undefined && (isAlike(like, other) || other.asOf === like.asOf)) return other
  }
  return undefined
}

/** The report with its own first revision, where there is one. */
export async function republished(objects: ObjectStore, data: ReportData): Promise<Republished[]> {
  const first = await firstOf(objects, data)
  return first === undefined ? [] : [{ first, now: data }]
}

/** Each of the reports with the first and the last revision of the same period. */
export async function republishedOf(
  objects: ObjectStore,
  reports: readonly string[],
  like: ReportData,
): Promise<Republished[]> {
  const found: Republished[] = []
  for (const report of reports) {
    const now = await lastOf(objects, report, like)
    if (now !== undefined) found.push(...(await republished(objects, now)))
  }
  return found
}
