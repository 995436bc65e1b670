import { readdirSync, readFileSync } from 'node:fs'
import { type Cohort, parseCohort } from '#core/cohort.ts'
import { cohortActivitiesTable, compileCohorts } from '#core/compile-cohorts.ts'
import { compileFunnel, compileJourneys, journeysTable } from '#core/compile-funnel.ts'
import { compileFunnelView, funnelView } from '#core/compile-funnel-view.ts'
import { compileFunnelNames, funnelNamesTable } from '#core/compile-names.ts'
import { compileAllPauses, compilePauses, pausesTable } from '#core/compile-pauses.ts'
import { compileStageEvents, stageEventsTable } from '#core/compile-stage-events.ts'
import { compileStageVisits, compileVisits, visitsTable } from '#core/compile-visits.ts'
import { UsageError } from '#core/errors.ts'
import { type Funnel, parseFunnel } from '#core/funnel.ts'
import { parseReference } from '#core/reference-csv.ts'
import type { ReferenceDefaults } from '#core/reference-versions.ts'
import type { Settings } from '#core/settings.ts'

/** One query: a model that a build makes, or a query that a report or check runs. */
export interface Query {
  readonly name: string
  readonly sql: string
  /** Tables it reads by plain name, in order of appearance. */
  readonly inputs: readonly string[]
  /** A model that a build makes as a view, from the `-- kind: view` comment. */
  readonly isView?: boolean
  /** Partition transform of the table, from the `-- partition:` comment. */
  readonly partition?: string
}

export interface Catalog {
  /** Models that do not depend on a funnel, in no particular order. */
  readonly models: readonly Query[]
  readonly reports: ReadonlyMap<string, Query>
  readonly funnels: ReadonlyMap<string, Funnel>
  readonly cohorts: readonly Cohort[]
  /** Reference data that applies until other is loaded. */
  readonly defaults: ReferenceDefaults
}

const commentsAndText = /--[^\n]*|'(?:[^']|'')*'/g
const ownCtes = /(?:\bwith|,)\s+([a-z_][a-z0-9_]*)\s*(?:\([^()]*\))?\s+as\s*\(/g
// `is distinct from x` and `extract(day from x)` read no table.
const readTables =
  /(?<!\bdistinct\s+|\bextract\s*\(\s*[a-z]+\s+)\b(?:from|join)\s+([a-z_][a-z0-9_]*)/g

/** The tables that a query reads, without its own CTEs. */
export function inputsOf(sql: string): string[] {
  const bare = sql.replaceAll(commentsAndText, '')
  const own = new Set([...bare.matchAll(ownCtes)].map((match) => match[1]))
  const read = [...bare.matchAll(readTables)].flatMap((match) => match[1] ?? [])
  return [...new Set(read)].filter((name) => !own.has(name) && name !== 'unnest')
}

function query(name: string, sql: string): Query {
  const partition = /^-- partition: (.+)$/m.exec(sql)?.[1]
  const isView = /^-- kind: view$/m.test(sql)
  return {
    name,
    sql,
    inputs: inputsOf(sql),
    ...(isView ? { isView } : {}),
    ...(partition ? { partition } : {}),
  }
}

function readQueries(root: URL, folder: string): Query[] {
  const files = readdirSync(new URL(`${folder}/`, root)).filter((file) => file.endsWith('.sql'))
  return files
    .sort()
    .map((file) =>
      query(
        file.slice(0, -'.sql'.length),
        readFileSync(new URL(`${folder}/${file}`, root), 'utf8'),
      ),
    )
}

/** The definitions of a folder, each in a file of its id. */
function readDefinitions<T extends { readonly id: string }>(
  root: URL,
  folder: string,
  parse: (input: unknown) => T,
): T[] {
  const files = readdirSync(new URL(`${folder}/`, root)).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const found = parse(JSON.parse(readFileSync(new URL(`${folder}/${file}`, root), 'utf8')))
    if (`${found.id}.json` !== file) throw new UsageError(`${folder}/${file} holds ${found.id}`)
    return found
  })
}

/** Names of touches are the same in many systems, so those that the shipped funnels know need no loading. */
function readDefaults(root: URL): ReferenceDefaults {
  const file = 'touch_names.csv'
  const parsed = parseReference(file, readFileSync(new URL(`sample/${file}`, root), 'utf8'))
  if ('rows' in parsed) return { [parsed.table.name]: parsed.rows }
  const [first] = parsed.faults
  throw new UsageError(`${file}, line ${first?.line}: ${first?.message}`)
}

/** Reads every query and shipped funnel below `root`, the `queries/` folder; the only reader of it. */
export function loadCatalog(root: URL): Catalog {
  const named = (queries: Query[]) => new Map(queries.map((each) => [each.name, each]))
  const funnels = readDefinitions(root, 'funnels', parseFunnel)
  const cohorts = readDefinitions(root, 'cohorts', parseCohort)
  return {
    models: [
      ...readQueries(root, 'tables'),
      ...readQueries(root, 'marts'),
      query(cohortActivitiesTable, compileCohorts(cohorts)),
    ],
    reports: named(readQueries(root, 'reports')),
    funnels: new Map(funnels.map((funnel) => [funnel.id, funnel])),
    cohorts,
    defaults: readDefaults(root),
  }
}

/** The funnel of the catalog; throws UsageError that lists those there are. */
export function funnelNamed(catalog: Catalog, id: string): Funnel {
  const funnel = catalog.funnels.get(id)
  if (funnel) return funnel
  throw new UsageError(
    `unknown funnel "${id}": there are ${[...catalog.funnels.keys()].join(', ')}`,
  )
}

/** The funnels that the settings name; throws UsageError when there is no such funnel. */
export const funnelsOf = (catalog: Catalog, settings: Pick<Settings, 'funnels'>): Funnel[] =>
  settings.funnels.map((id) => funnelNamed(catalog, id))

/**
 * Every model of a build for these funnels, each after the models that it reads. Event names are
 * known by `named`: all funnels of the settings, also where a build makes only one of them.
 */
export function modelsFor(
  catalog: Catalog,
  funnels: readonly Funnel[],
  named: readonly Funnel[] = funnels,
): Query[] {
  const compiled = funnels.flatMap((funnel) => [
    query(stageEventsTable(funnel), compileStageEvents(funnel)),
    query(visitsTable(funnel), compileVisits(funnel)),
    query(pausesTable(funnel), compilePauses(funnel)),
    query(journeysTable(funnel), compileFunnel(funnel)),
    query(funnelView(funnel), compileFunnelView(funnel)),
  ])
  const unions = [
    query('stage_visits', compileStageVisits(funnels)),
    query('journeys', compileJourneys(funnels)),
    query('pauses', compileAllPauses(funnels)),
    query(funnelNamesTable, compileFunnelNames(named)),
  ]
  const models = [...catalog.models, ...compiled, ...unions]
  const names = models.map((model) => model.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new UsageError(`two models are called ${twice}: give the funnel another id`)
  }
  return inOrder(models)
}

/** The models of these names and those that they read, directly or through others; `models` in order. */
export function neededFor(models: readonly Query[], names: readonly string[]): Query[] {
  const needed = new Set(names)
  for (const model of [...models].reverse()) {
    if (needed.has(model.name)) for (const input of model.inputs) needed.add(input)
  }
  return models.filter((model) => needed.has(model.name))
}

/** Models sorted so that each comes after its inputs; throws when some of them form a cycle. */
export function inOrder(models: readonly Query[]): Query[] {
  const known = new Set(models.map((model) => model.name))
  const waiting = [...models]
  const done: Query[] = []
  while (waiting.length > 0) {
    const made = new Set(done.map((model) => model.name))
    const next = waiting.findIndex((model) =>
      model.inputs.every((input) => made.has(input) || !known.has(input)),
    )
    const [model] = next === -1 ? [] : waiting.splice(next, 1)
    if (!model) throw new Error(`models in a cycle: ${waiting.map((each) => each.name).join(', ')}`)
    done.push(model)
  }
  return done
}
