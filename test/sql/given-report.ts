import { compose, type Shadows } from '#core/compose.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { ReportBody, ReportDefinition, ReportInput } from '#core/reports/definition.ts'
import { readQueries } from '#handlers/report-queries.ts'
import { givenTable } from './given.ts'
import { catalog, models } from './sources.ts'
import { selectOf } from './values.ts'

/** Tables as CSV by name; `undefined` for one that its own model makes from the others. */
export type Tables = Readonly<Record<string, string | undefined>>

/** The SELECT of a table: its rows, or its model over the tables. */
export function selectFor(name: string, tables: Tables): string {
  const csv = tables[name]
  if (csv !== undefined) return selectOf(givenTable(name, csv))
  const model = models.find((each) => each.name === name)
  if (!model) throw new Error(`neither rows nor a model of ${name}`)
  return compose(model.sql, model.inputs, shadowsOf(model.inputs, tables))
}

const shadowsOf = (inputs: readonly string[], tables: Tables): Shadows =>
  Object.fromEntries(inputs.map((input) => [input, selectFor(input, tables)]))

/** The whole report, by its own queries over the tables. */
export async function reportOn(
  engine: QueryEngine,
  definition: ReportDefinition,
  tables: Tables,
  input: ReportInput,
): Promise<ReportBody> {
  const shadows = (inputs: readonly string[]) => shadowsOf(inputs, tables)
  const { rows } = await readQueries(engine, catalog, definition.queries(input), shadows)
  return definition.body(input, rows)
}
