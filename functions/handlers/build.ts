import { createView } from '#core/ddl.ts'
import { BusyError } from '#core/errors.ts'
import { listColumns } from '#core/listing-sql.ts'
import type { QueryEngine } from '#core/ports.ts'
import { referenceHash } from '#core/reference-versions.ts'
import type { BuildRequest, BuildResult, Schemas } from '#core/tasks.ts'
import { together } from '#core/together.ts'
import { type Catalog, funnelsOf, modelsFor } from '#functions/catalog.ts'
import { buildHashes } from './hashes.ts'
import { makeModels } from './models.ts'
import { readReference } from './reference-store.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, withLease } from './state.ts'

export const buildState = 'state/build.json'

/** The live pointer: where the models of the last build are and what they were made from. */
export interface LiveBuild {
  readonly schema: string
  readonly cut: string
  readonly builtAt: string
  /** By funnel id, one hash over what its models were made from beside the log. */
  readonly hashes: Readonly<Record<string, string>>
}

interface BuildPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly catalog: Catalog
  readonly schemas: Schemas
  readonly root: string
  /** How long after its arrival an event is sure to be merged; the default cut lies that far back. */
  readonly settleMs: number
  /** How long a reader may go on using a schema after another one became live. */
  readonly retireMs: number
}

async function pointViews({ engine, schemas }: BuildPorts, schema: string, names: string[]) {
  const { rows } = await engine.run(listColumns(schema), `columns of ${schema}`)
  const columns = Map.groupBy(rows, (row) => row.table_name)
  const views = names.map((table) => {
    const listed = (columns.get(table) ?? []).map((row) => String(row.column_name))
    return engine.run(createView(schemas.views, table, listed, { schema, table }), `view ${table}`)
  })
  await together(views)
}

function refuseIfRead({ clock, retireMs }: BuildPorts, last: LiveBuild | undefined): void {
  if (!last) return
  const free = new Date(Date.parse(last.builtAt) + retireMs)
  if (clock.now() < free) {
    throw new BusyError(`the schema before the live one may be read until ${free.toISOString()}`)
  }
}

/**
 * Makes every model afresh in the schema that is not live, then points the views at it: a pure
 * function of the event log up to the cut, the settings and the funnels. The live build stays as
 * it is until the new one is whole.
 */
export function createBuild(ports: BuildPorts): (request: BuildRequest) => Promise<BuildResult> {
  const { objects, clock, engine, catalog, schemas, root } = ports
  return async (request) => {
    const settings = await readSettings(objects)
    const funnels = funnelsOf(catalog, settings)
    const models = modelsFor(catalog, funnels)
    const names = models.map((model) => model.name)
    const live = await withLease<LiveBuild>(ports, buildState, async (last) => {
      const [slotA, slotB] = schemas.slots
      const schema = last?.schema === slotA ? slotB : slotA
      const cut = request.cut ?? new Date(clock.now().getTime() - ports.settleMs).toISOString()
      refuseIfRead(ports, last)
      await makeModels({ engine, objects, lake: schemas.lake, root, schema, cut, settings, models })
      await pointViews(ports, schema, names)
      const reference = referenceHash(await readReference(objects), catalog.defaults, cut)
      const hashes = buildHashes(catalog, { settings, reference }, funnels)
      return { schema, cut, builtAt: clock.now().toISOString(), hashes }
    })
    return { schema: live.schema, cut: live.cut, models: models.length }
  }
}
