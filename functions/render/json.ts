import type { ReportData } from '#core/report-data.ts'

/** Report data as JSON, keys in the order given, indented by two spaces, ending in a newline. */
export function renderJson(data: ReportData): string {
  return `${JSON.stringify(data, null, 2)}\n`
}
