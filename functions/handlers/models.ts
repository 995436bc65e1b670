import {
  compose,
  cutShadows,
  modelShadows,
  plainView,
  settingsShadow,
  type View,
} from '#core/compose.ts'
import { createModelView, createTableAs, dropTable, dropView } from '#core/ddl.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import type { Query } from '#functions/catalog.ts'

interface ModelRun {
  readonly engine: QueryEngine
  readonly lake: string
  readonly root: string
  readonly schema: string
  readonly cut: string
  readonly view?: View
  readonly settings: Settings
  readonly models: readonly Query[]
}

/** Makes one model: a view over what is made already, or a table in place of the one before. */
async function make(run: ModelRun, model: Query, select: string): Promise<void> {
  const { engine, root, schema } = run
  const table = { schema, table: model.name }
  if (model.isView) {
    const create = createModelView(table, select)
    try {
      await engine.run(create, `build ${model.name}`)
    } catch {
      // A build of an earlier version may have left a table of that name.
      await engine.run(dropTable(table, engine.dialect), `drop ${model.name}`)
      await engine.run(create, `build ${model.name}`)
    }
    return
  }
  await engine.run(dropTable(table, engine.dialect), `drop ${model.name}`)
  const partition = model.partition === undefined ? {} : { partition: model.partition }
  const create = createTableAs(engine.dialect, { ...table, root, ...partition }, select)
  await engine.run(create, `build ${model.name}`)
}

/** Makes every model in the schema, in the order given, from the log up to the cut. */
export async function makeModels(run: ModelRun): Promise<void> {
  const { lake, schema, cut, view = plainView, settings, models } = run
  const given = { ...cutShadows(lake, cut, view), ...settingsShadow(settings) }
  const shadows = modelShadows(schema, models, given)
  for (const model of models) {
    await make(run, model, compose(model.sql, model.inputs, shadows))
  }
}

/** Drops what a run made; used for scratch builds. */
export async function dropModels(
  run: Pick<ModelRun, 'engine' | 'schema' | 'models'>,
): Promise<void> {
  const { dialect } = run.engine
  for (const model of [...run.models].reverse()) {
    const table = { schema: run.schema, table: model.name }
    const drop = model.isView ? dropView(table) : dropTable(table, dialect)
    await run.engine.run(drop, `drop ${model.name}`)
  }
}
