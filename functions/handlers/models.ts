import {
  compose,
  cutShadows,
  modelShadows,
  plainView,
  settingsShadow,
  type View,
} from '#core/compose.ts'
import { createModelView, createTableAs } from '#core/ddl.ts'
import type { ObjectStore, QueryEngine } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import { together } from '#core/together.ts'
import type { Query } from '#functions/catalog.ts'
import { contentsOf, dropHeld, type Held } from './schema-contents.ts'

interface ModelRun {
  readonly engine: QueryEngine
  /** Where an engine that keeps tables as files has them. @default it keeps none */
  readonly objects?: Pick<ObjectStore, 'list' | 'delete'>
  readonly lake: string
  readonly root: string
  readonly schema: string
  readonly cut: string
  readonly view?: View
  readonly settings: Settings
  readonly models: readonly Query[]
}

/** What the schema holds from an earlier build, perhaps of another version, by name. */
async function findLeft({ engine, schema }: ModelRun): Promise<ReadonlyMap<string, Held>> {
  return new Map((await contentsOf(engine, schema)).map((held) => [held.table, held]))
}

/**
 * Deletes the files of tables that are not there: a statement that failed or was stopped leaves some,
 * and no table can be made in a folder that holds any.
 */
async function deleteStrays(
  { objects, schema }: ModelRun,
  left: ReadonlyMap<string, Held>,
): Promise<void> {
  if (objects === undefined) return
  const listed = await objects.list(`${schema}/`)
  const strays = listed.filter(({ key }) => left.get(key.split('/')[1] ?? '')?.isView !== false)
  await objects.delete(strays.map(({ key }) => key))
}

/** Makes one model: a view over what is made already, or a table in place of the one before. */
async function make(
  { engine, root, schema }: ModelRun,
  model: Query,
  select: string,
  left: Held | undefined,
): Promise<void> {
  const { dialect } = engine
  const table = { schema, table: model.name }
  const isReplaced = model.isView && left?.isView
  if (left && !isReplaced) await dropHeld(engine, left)
  const partition = model.partition === undefined ? {} : { partition: model.partition }
  const create = model.isView
    ? createModelView(table, select)
    : createTableAs(dialect, { ...table, root, ...partition }, select)
  await engine.run(create, `build ${model.name}`)
}

/** Works on each model as soon as those that it reads are done; begins none after a failure. */
async function afterInputs(
  models: readonly Query[],
  work: (model: Query) => Promise<void>,
): Promise<void> {
  const done = new Map<string, Promise<void>>()
  let failed = false
  const begin = async (model: Query, inputs: readonly Promise<void>[]) => {
    await Promise.all(inputs)
    if (failed) return
    try {
      await work(model)
    } catch (error) {
      failed = true
      throw error
    }
  }
  for (const model of models) {
    const inputs = model.inputs.flatMap((input) => done.get(input) ?? [])
    done.set(model.name, begin(model, inputs))
  }
  await together(done.values())
}

/**
 * Makes every model in the schema from the log up to the cut; `models` are in order, and those that
 * do not read each other are made side by side, as many as the engine takes.
 */
export async function makeModels(run: ModelRun): Promise<void> {
  const { lake, schema, cut, view = plainView, settings, models } = run
  const given = { ...cutShadows(lake, cut, view), ...settingsShadow(settings) }
  const shadows = modelShadows(schema, models, given)
  const left = await findLeft(run)
  await deleteStrays(run, left)
  await afterInputs(models, (model) =>
    make(run, model, compose(model.sql, model.inputs, shadows), left.get(model.name)),
  )
}

/** Drops what a run made; used for scratch builds. */
export async function dropModels(
  run: Pick<ModelRun, 'engine' | 'schema' | 'models'>,
): Promise<void> {
  const { engine, schema } = run
  const drops = run.models.map(({ name, isView = false }) =>
    dropHeld(engine, { schema, table: name, isView }),
  )
  await together(drops)
}
