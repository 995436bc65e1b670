import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { compose, type Shadows, settingsShadow } from '#core/compose.ts'
import { type Funnel, parseFunnel } from '#core/funnel.ts'
import { bindParameters } from '#core/literal.ts'
import type { Cell, QueryEngine } from '#core/ports.ts'
import { parseSettings } from '#core/settings.ts'
import { modelsFor, type Query } from '#functions/catalog.ts'
import { settings as shipped } from '#infra/settings.ts'
import { givenTable, parseCsv, type TextRow } from './given.ts'
import { catalog } from './sources.ts'
import { selectOf } from './values.ts'

export interface CaseResult {
  /** Those that `expect.csv` names. */
  readonly columns: readonly string[]
  readonly rows: readonly TextRow[]
  readonly expected: readonly TextRow[]
}

const root = new URL('./cases/', import.meta.url)

const parametersSchema = z.record(
  z.string(),
  z.object({
    type: z.enum(['string', 'integer', 'decimal', 'date', 'timestamp', 'strings']),
    value: z.union([z.string(), z.number(), z.null(), z.array(z.string())]),
  }),
)

const shippedSettings = settingsShadow(parseSettings(shipped))

const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const readJson = (path: string): unknown =>
  existsSync(new URL(path, root)) ? JSON.parse(read(path)) : undefined

function funnelsOf(folder: string): Funnel[] {
  const funnel = readJson(`${folder}/funnel.json`)
  return funnel === undefined ? [] : [parseFunnel(funnel)]
}

/** `stage_events` and `journeys` mean those of the case's own funnel. */
function queryOf(folder: string, models: readonly Query[]): Query {
  const name = dirname(folder)
  const [funnel] = funnelsOf(folder)
  const table = name === 'stage_events' && funnel ? `stage_events_${funnel.id}` : name
  const query = catalog.reports.get(table) ?? models.find((model) => model.name === table)
  if (!query) throw new Error(`there is no model or report query ${table}`)
  return query
}

/** The query over the case's rows; an input that is not given is made by its own model. */
function composed(query: Query, folder: string, models: readonly Query[]): string {
  const shadows: Shadows = Object.fromEntries(
    query.inputs.map((input) => {
      const given = `${folder}/given/${input}.csv`
      if (existsSync(new URL(given, root))) return [input, selectOf(givenTable(input, read(given)))]
      const settings = shippedSettings[input]
      if (settings !== undefined) return [input, settings]
      const model = models.find((each) => each.name === input)
      if (!model) throw new Error(`${given} is missing`)
      return [input, composed(model, folder, models)]
    }),
  )
  return compose(query.sql, query.inputs, shadows)
}

const cellText = (cell: Cell | undefined) =>
  cell === null || cell === undefined ? null : String(cell)

const isOrdered = (sql: string) => /\norder by [^()]+$/.test(sql.trimEnd())

const sorted = (rows: readonly TextRow[]) =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** Folders of the cases, `<model or report query>/<case>`, in order. */
export function listCases(): string[] {
  const found = globSync('*/*/expect.csv', { cwd: root.pathname })
  return found.map((path) => dirname(path).replaceAll('\\', '/')).sort()
}

/** What the case is there for: the first line of its `why.md`. */
export const reasonOf = (folder: string) => read(`${folder}/why.md`).split('\n')[0] ?? ''

/** Runs one case; rows are in the order of the query, or sorted when it has none. */
export async function runCase(engine: QueryEngine, folder: string): Promise<CaseResult> {
  const models = modelsFor(catalog, funnelsOf(folder))
  const query = queryOf(folder, models)
  const parameters = parametersSchema.parse(readJson(`${folder}/parameters.json`) ?? {})
  const sql = bindParameters(composed(query, folder, models), parameters)
  const result = await engine.run(sql, folder)
  const { header: columns, rows: expected } = parseCsv(read(`${folder}/expect.csv`))
  const unknown = columns.filter((name) => !result.columns.some((column) => column.name === name))
  if (unknown.length > 0) throw new Error(`${folder}: no column ${unknown.join(', ')}`)
  const rows = result.rows.map((row) => columns.map((name) => cellText(row[name])))
  return isOrdered(query.sql)
    ? { columns, rows, expected }
    : { columns, rows: sorted(rows), expected: sorted(expected) }
}
