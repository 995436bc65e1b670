import { compose, cutShadows, tableShadows } from '#core/compose.ts'
import { createTableAs, dropTable } from '#core/ddl.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { Query } from '#functions/catalog.ts'

interface ModelRun {
  readonly engine: QueryEngine
  readonly lake: string
  readonly root: string
  readonly schema: string
  readonly cut: string
  readonly models: readonly Query[]
}

/** Makes every model as a table of the schema, in the order given, from the log up to the cut. */
export async function makeModels(run: ModelRun): Promise<void> {
  const { engine, lake, root, schema, cut, models } = run
  const names = models.map((model) => model.name)
  const shadows = { ...cutShadows(lake, cut), ...tableShadows(schema, names) }
  for (const model of models) {
    const table = { schema, table: model.name }
    await engine.run(dropTable(table, engine.dialect), `drop ${model.name}`)
    const partition = model.partition === undefined ? {} : { partition: model.partition }
    const select = compose(model.sql, model.inputs, shadows)
    const create = createTableAs(engine.dialect, { ...table, root, ...partition }, select)
    await engine.run(create, `build ${model.name}`)
  }
}

/** Drops the tables that a run made; used for scratch builds. */
export async function dropModels(
  run: Pick<ModelRun, 'engine' | 'schema' | 'models'>,
): Promise<void> {
  for (const model of [...run.models].reverse()) {
    const table = { schema: run.schema, table: model.name }
    await run.engine.run(dropTable(table, run.engine.dialect), `drop ${model.name}`)
  }
}
