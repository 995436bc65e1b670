import * as z from 'zod'
import { compose, tableShadows } from '#core/compose.ts'
import type { ObjectStore, QueryEngine } from '#core/ports.ts'
import type { Catalog } from '#functions/catalog.ts'
import { buildState, type LiveBuild } from './build.ts'
import { readState } from './state.ts'

const rowSchema = z.object({
  currency: z.string(),
  days: z.int(),
  events: z.int(),
  first_on: z.string(),
  last_on: z.string(),
})

/** Money in a currency that has no rate on its day: events of so many local days, first to last. */
export type MissingRate = z.infer<typeof rowSchema>

interface MissingRatePorts {
  readonly objects: ObjectStore
  readonly engine: QueryEngine
  readonly catalog: Catalog
}

const query = 'reference_missing_rates'

/** The currencies for which the live build lacks rates; none without a build. */
export function createMissingRates(ports: MissingRatePorts): () => Promise<MissingRate[]> {
  const { objects, engine, catalog } = ports
  return async () => {
    const live = await readState<LiveBuild>(objects, buildState)
    const found = catalog.reports.get(query)
    if (!found) throw new Error(`no query ${query} in the catalog`)
    if (!live) return []
    const sql = compose(found.sql, found.inputs, tableShadows(live.schema, found.inputs))
    const { rows } = await engine.run(sql, query)
    return z.array(rowSchema).parse(rows)
  }
}
