import { UsageError } from '../errors.ts'
import { acquisition } from './acquisition/report.ts'
import { cohort } from './cohort/report.ts'
import { conversion } from './conversion/report.ts'
import { dataQuality } from './data-quality/report.ts'
import type { ReportDefinition } from './definition.ts'
import { pipeline } from './pipeline/report.ts'
import { retention } from './retention/report.ts'
import { review } from './review/report.ts'
import { unitEconomics } from './unit-economics/report.ts'
import { velocity } from './velocity/report.ts'

const reports: readonly ReportDefinition[] = [
  review,
  conversion,
  velocity,
  pipeline,
  acquisition,
  unitEconomics,
  retention,
  cohort,
  dataQuality,
]

/** Ids of the reports there are. */
export const reportIds = reports.map((report) => report.id)

/** The report with the id; throws UsageError that lists those there are. */
export function reportNamed(id: string): ReportDefinition {
  const report = reports.find((each) => each.id === id)
  if (report) return report
  throw new UsageError(`unknown report "${id}": there are ${reportIds.join(', ')}`)
}
