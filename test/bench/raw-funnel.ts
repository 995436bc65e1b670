import { compileFunnel, journeysTable } from '#core/compile-funnel.ts'
import { compileStageEvents, stageEventsTable } from '#core/compile-stage-events.ts'
import { compose } from '#core/compose.ts'
import type { Funnel } from '#core/funnel.ts'
import { dimensions } from '#core/journey-columns.ts'
import { inputsOf } from '#functions/catalog.ts'
import { compileStepCounts } from './step-counts.ts'

const nothing = (columns: readonly string[]) =>
  `select ${columns.map((column) => `'' as ${column}`).join(', ')} where false`

/** The log as it is, without merged ids and retractions, so that every engine reads the same. */
const events = (log: string) => `select
        log.*, cast(log.occurred_at as date) as occurred_on
    from (select * replace (false as date_only) from ${log}) as log`

const shadows = (log: string) => ({
  events: events(log),
  subject_ids: nothing(['subject_kind', 'subject_id', 'id_kind', 'id']),
  subject_versions: `select cast(null as timestamp) as valid_from, cast(null as timestamp) as valid_to, *
    from (${nothing(['kind', 'id', ...dimensions])}) as none`,
  cut: `select timestamp '2100-01-01 00:00:00.000' as cut_at`,
})

/** How many leads reached each step, by channel at entry, straight from a log. */
export function countsFrom(log: string, funnel: Funnel): string {
  const sql = compileStepCounts(funnel, 'channel')
  return compose(sql, inputsOf(sql), shadows(log))
}

/** The same by way of every try with all its columns, as a build makes them. */
export function triesFrom(log: string, funnel: Funnel): string {
  const sql = `with ${stageEventsTable(funnel)} as (
${compileStageEvents(funnel)}
),

${journeysTable(funnel)} as (
${compileFunnel(funnel)}
)

select channel as value, steps.step, count(*) as subjects
from ${journeysTable(funnel)} as tries
join unnest(sequence(1, ${funnel.stages.length})) as steps (step) on steps.step <= tries.furthest_step
group by channel, steps.step
order by value, step`
  const own = new Set([stageEventsTable(funnel), journeysTable(funnel)])
  const inputs = Object.keys(shadows(log)).filter((name) => !own.has(name))
  return compose(sql, inputs, shadows(log))
}
