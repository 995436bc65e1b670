import { stageEventsTable } from '#core/compile-stage-events.ts'
import { cutShadows, modelShadows, settingsShadow } from '#core/compose.ts'
import { defaultRule } from '#core/funnel.ts'
import type { QueryEngine } from '#core/ports.ts'
import type { ReportRequest } from '#core/tasks.ts'
import { together } from '#core/together.ts'
import { funnelNamed, funnelsOf, modelsFor } from '#functions/catalog.ts'
import { buildState, createBuild, type LiveBuild } from '#handlers/build.ts'
import { readReference } from '#handlers/reference-store.ts'
import { contextOf } from '#handlers/report-context.ts'
import { reportSql } from '#handlers/report-queries.ts'
import { readState } from '#handlers/state.ts'
import { showProgress } from '#local/progress.ts'
import { type Measure, measure } from './measure.ts'
import type { Place } from './place.ts'

/** The shipped funnel in seven steps. */
const funnelId = 'b2b_seven_stage'

/** The engine, telling how many models it has made. */
function countingBuilds(engine: QueryEngine, tell: (made: number) => void): QueryEngine {
  let made = 0
  return {
    dialect: engine.dialect,
    async run(sql, name) {
      const result = await engine.run(sql, name)
      if (name.startsWith('build ')) made += 1
      tell(made)
      return result
    },
  }
}

/** Every model of the funnels in the shipped settings, from the log to the marts. */
export function measureBuild(place: Place, runs: number): Promise<Measure> {
  const funnels = funnelsOf(place.catalog, place.settings)
  const total = modelsFor(place.catalog, funnels).length
  return measure(`build of all models, ${funnels.length} funnels`, runs, async () => {
    const progress = showProgress('build', total, 'models')
    const engine = countingBuilds(place.engine, progress.update)
    await createBuild({ ...place, engine, settleMs: 0, retireMs: 0 })({})
    progress.stop()
  })
}

const byChannel = (schema: string, rule: string) => `select channel, steps.step, sum(tries) as tries
from (
    select channel, furthest_step, count(*) as tries
    from ${schema}.journeys_${funnelId}
    where rule = '${rule}'
    group by channel, furthest_step
) as furthest
join unnest(sequence(1, 7)) as steps (step) on steps.step <= furthest.furthest_step
group by channel, steps.step
order by channel, steps.step`

/** A report's context and its statements on the live build, ready to run, by their names in it. */
export async function reportStatements(place: Place, live: LiveBuild, request: ReportRequest) {
  const { catalog, settings, schemas } = place
  const reference = await readReference(place.objects)
  const context = contextOf(request, live, catalog, settings, reference)
  const { definition, input } = context
  const models = modelsFor(catalog, [input.funnel])
  const given = { ...cutShadows(schemas.lake, live.cut), ...settingsShadow(settings) }
  const shadows = {
    ...modelShadows(live.schema, models, given),
    stage_events: `select * from ${live.schema}.${stageEventsTable(input.funnel)}`,
  }
  const statements = Object.entries(definition.queries(input)).map(([name, query]) => {
    const sql = reportSql(catalog, query, () => shadows)
    return { name, query: query.query, sql }
  })
  return { context, statements }
}

/** From the journeys of the live build: the seven steps by channel, and all that the report asks. */
export async function measureMart(
  place: Place,
  runs: number,
): Promise<{ channels: Measure; report: Measure }> {
  const { engine, catalog, objects } = place
  const live = await readState<LiveBuild>(objects, buildState)
  if (!live) throw new Error('no build to read')
  const sql = byChannel(live.schema, defaultRule(funnelNamed(catalog, funnelId)))
  const channels = await measure('seven steps by channel, mart', runs, () =>
    engine.run(sql, 'mart'),
  )
  const request = { report: 'conversion', period: 'all', funnel: funnelId }
  const { statements } = await reportStatements(place, live, request)
  const label = `conversion report, ${statements.length} queries`
  const report = await measure(label, runs, async () => {
    await together(statements.map(({ sql, query }) => engine.run(sql, query)))
  })
  return { channels, report }
}
