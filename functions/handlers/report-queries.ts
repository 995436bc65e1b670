import { compose, type Shadows } from '#core/compose.ts'
import { bindParameters } from '#core/literal.ts'
import type { QueryEngine, Row } from '#core/ports.ts'
import type { ReportQuery } from '#core/reports/definition.ts'
import { together } from '#core/together.ts'
import type { Catalog } from '#functions/catalog.ts'

/** What the tables stand for that a query reads by plain name. */
export type ShadowsOf = (inputs: readonly string[]) => Shadows

export interface ReportRead {
  /** By the names that the report gave its queries. */
  readonly rows: Readonly<Record<string, readonly Row[]>>
  readonly bytesScanned: number
}

/** A report's query as SQL that runs: over these tables, with its parameters as literals. */
export function reportSql(
  { reports }: Pick<Catalog, 'reports'>,
  { query, parameters }: ReportQuery,
  shadowsOf: ShadowsOf,
): string {
  const found = reports.get(query)
  if (!found) throw new Error(`no query ${query} in the catalog`)
  return bindParameters(compose(found.sql, found.inputs, shadowsOf(found.inputs)), parameters)
}

/** Runs a report's queries side by side, as many as the engine takes. */
export async function readQueries(
  engine: QueryEngine,
  catalog: Pick<Catalog, 'reports'>,
  asked: Readonly<Record<string, ReportQuery>>,
  shadowsOf: ShadowsOf,
): Promise<ReportRead> {
  const running = Object.entries(asked).map(async ([name, query]) => ({
    name,
    ...(await engine.run(reportSql(catalog, query, shadowsOf), query.query)),
  }))
  const results = await together(running)
  return {
    rows: Object.fromEntries(results.map(({ name, rows }) => [name, rows])),
    bytesScanned: results.reduce((sum, result) => sum + result.bytesScanned, 0),
  }
}
