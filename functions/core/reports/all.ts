import { UsageError } from '../errors.ts'
import { conversion } from './conversion.ts'
import type { ReportDefinition } from './definition.ts'
import { velocity } from './velocity.ts'

const reports: readonly ReportDefinition[] = [conversion, velocity]

/** Ids of the reports there are. */
export const reportIds = reports.map((report) => report.id)

/** The report with the id; throws UsageError that lists those there are. */
export function reportNamed(id: string): ReportDefinition {
  const report = reports.find((each) => each.id === id)
  if (report) return report
  throw new UsageError(`unknown report "${id}": there are ${reportIds.join(', ')}`)
}
