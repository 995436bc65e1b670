import type { KeyFigures } from '../definition.ts'
import type { Direction } from '../figure-changes.ts'

/** A headline figure: the report that owns it and the way it should move. */
export interface Source {
  readonly figure: string
  readonly report: string
  readonly direction: Direction
}

/** The headline figures in the order in which leadership reads them: from leads to money kept. */
export const sources: readonly Source[] = [
  { figure: 'qualified_leads', report: 'acquisition', direction: 'up' },
  { figure: 'conversion', report: 'conversion', direction: 'up' },
  { figure: 'open_pipeline', report: 'pipeline', direction: 'up' },
  { figure: 'coverage', report: 'pipeline', direction: 'up' },
  { figure: 'win_rate', report: 'pipeline', direction: 'up' },
  { figure: 'pipeline_velocity', report: 'velocity', direction: 'up' },
  { figure: 'cac', report: 'unit-economics', direction: 'down' },
  { figure: 'ltv_to_cac', report: 'unit-economics', direction: 'up' },
  { figure: 'payback_months', report: 'unit-economics', direction: 'down' },
  { figure: 'nrr', report: 'retention', direction: 'up' },
]

/** The key figures of a report by its id. */
export type KeyFiguresOf = Readonly<Record<string, KeyFigures>>
