import { stageEventsTable } from '#core/compile-stage-events.ts'
import { cutShadows, modelShadows, type Shadows, settingsShadow, type View } from '#core/compose.ts'
import { UsageError } from '#core/errors.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { ReportData } from '#core/report-data.ts'
import { reportIds } from '#core/reports/all.ts'
import { publishedChanges } from '#core/reports/published.ts'
import { describeScenario } from '#core/scenario.ts'
import type { PublishedReport, ReportRequest, Schemas } from '#core/tasks.ts'
import { type Catalog, funnelsOf, modelsFor } from '#functions/catalog.ts'
import { buildState, type LiveBuild } from './build.ts'
import { buildHashes } from './hashes.ts'
import { dropModels, makeModels } from './models.ts'
import { publish } from './publish.ts'
import { pathOf, published } from './published.ts'
import { readReference } from './reference-store.ts'
import { contextOf, type ReportContext } from './report-context.ts'
import { pointTo } from './report-index.ts'
import { type ReportRead, readQueries } from './report-queries.ts'
import { republished, republishedOf } from './republished.ts'
import { readSettings } from './settings.ts'
import { type LeasePorts, readState, scratchState, withLease } from './state.ts'

interface ReportPorts extends LeasePorts {
  readonly engine: QueryEngine
  readonly catalog: Catalog
  readonly schemas: Schemas
  readonly root: string
}

/** A build's tables and what they were made from, and `stage_events` as those of the report's own funnel. */
function reportShadows(ports: ReportPorts, context: ReportContext, schema: string): Shadows {
  const { funnel, settings } = context.input
  const models = modelsFor(ports.catalog, [funnel], funnelsOf(ports.catalog, settings))
  const given = {
    ...cutShadows(ports.schemas.lake, context.asOf, context.view),
    ...settingsShadow(settings),
  }
  return {
    ...modelShadows(schema, models, given),
    stage_events: `select * from ${schema}.${stageEventsTable(funnel)}`,
  }
}

/** The live build serves its own cut and its own funnels; all else is built from the log again. */
function isLive({ catalog }: ReportPorts, live: LiveBuild, context: ReportContext): boolean {
  const { funnel, settings } = context.input
  const now = buildHashes(catalog, { settings, reference: context.reference }, [funnel])[funnel.id]
  return isPlain(context.view) && context.asOf === live.cut && live.hashes[funnel.id] === now
}

function readSchema(
  ports: ReportPorts,
  context: ReportContext,
  schema: string,
): Promise<ReportRead> {
  const { definition, input } = context
  const shadows = reportShadows(ports, context, schema)
  return readQueries(ports.engine, ports.catalog, definition.queries(input), () => shadows)
}

/** The same models into the scratch schema, up to the as-of; one scratch build at a time. */
async function readScratch(ports: ReportPorts, context: ReportContext): Promise<ReportRead> {
  const { engine, objects, schemas, catalog, root } = ports
  const { lake, scratch: schema } = schemas
  const { funnel, settings } = context.input
  const models = modelsFor(catalog, [funnel], funnelsOf(catalog, settings))
  const run = {
    engine,
    objects,
    lake,
    root,
    schema,
    cut: context.asOf,
    view: context.view,
    settings,
    models,
  }
  let read: ReportRead = { rows: {}, bytesScanned: 0 }
  await withLease<null>(ports, scratchState, async () => {
    try {
      await makeModels(run)
      read = await readSchema(ports, context, schema)
    } finally {
      await dropModels(run)
    }
    return null
  })
  return read
}

function reportData(context: ReportContext, rows: ReportRead['rows'], zone: string): ReportData {
  const { definition, input, asOf, hashes, revision, view } = context
  const { funnel, period } = input
  return {
    report: definition.id,
    title: definition.title,
    ...definition.body(input, rows),
    funnel: { id: funnel.id, title: funnel.title },
    period: { label: period.label, startsOn: period.startsOn, endsOn: period.endsOn },
    asOf,
    basis: view.basis,
    ...(view.scenario ? { scenario: describeScenario(view.scenario) } : {}),
    zone,
    hashes,
    revision,
  }
}

const isPlain = ({ basis, scenario }: View) => basis === 'known' && scenario === null

/** The report with what changed in it, or in every report where it asks for that, since they were published. */
async function withPublished(
  { objects }: ReportPorts,
  { definition, view }: ReportContext,
  data: ReportData,
): Promise<ReportData> {
  if (!isPlain(view)) return data
  const found = definition.readsPublished
    ? await republishedOf(objects, reportIds, data)
    : await republished(objects, data)
  const { sections, notes } = publishedChanges(found)
  return { ...data, sections: [...data.sections, ...sections], notes: [...data.notes, ...notes] }
}

/**
 * Makes one report: 1. resolves the request against the live build, 2. reads back a revision that
 * was published before, 3. else runs the report's queries on the live build or on a scratch build
 * of its as-of, 4. publishes HTML, JSON and CSV under the revision and lists it on the index page.
 */
export function createReport(
  ports: ReportPorts,
): (request: ReportRequest) => Promise<PublishedReport> {
  const { objects, clock, catalog } = ports
  return async (request) => {
    const live = await readState<LiveBuild>(objects, buildState)
    if (!live) throw new UsageError('there is no build yet: send events first, then build')
    const settings = await readSettings(objects)
    const context = contextOf(request, live, catalog, settings, await readReference(objects))
    const path = pathOf(context.definition.id, context.input.period.label, context.revision)
    const before = await published(objects, path)
    if (before) return { path, data: before, created: false }
    const startedAt = clock.now()
    const read = isLive(ports, live, context)
      ? await readSchema(ports, context, live.schema)
      : await readScratch(ports, context)
    const data = await withPublished(ports, context, reportData(context, read.rows, settings.zone))
    await publish(objects, path, data, {
      startedAt: startedAt.toISOString(),
      finishedAt: clock.now().toISOString(),
      bytesScanned: read.bytesScanned,
    })
    if (context.isUsual) await pointTo(objects, path, data)
    return { path, data, created: true }
  }
}
