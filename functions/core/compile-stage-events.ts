import type { Funnel } from './funnel.ts'
import { renderLiteral } from './literal.ts'

const text = (value: string) => renderLiteral({ type: 'string', value })
const list = (values: readonly string[]) => renderLiteral({ type: 'strings', value: values })

/** Ids of other subjects whose events a subject's funnel reads, beside its own. */
const relatedKinds = { lead: ['contact', 'opportunity'] } as const

const lostOutcomes = list(['lost', 'no_decision', 'disqualified'])

/** Name of the table that `compileStageEvents` fills. */
export const stageEventsTable = (funnel: Pick<Funnel, 'id'>) => `stage_events_${funnel.id}`

function stageCase(funnel: Funnel): string {
  const wonStage = funnel.stages.findIndex((stage) => stage.id === funnel.won_stage) + 1
  const stages = funnel.stages.map(
    (stage, index) => `            when name in (${list(stage.events)}) then ${index + 1}`,
  )
  return `        case
            when outcome in (${lostOutcomes}) then null
            when type = 'stage' and outcome = 'won' then ${wonStage}
${stages.join('\n')}
        end as stage_no`
}

function lostCase(funnel: Funnel): string {
  const named =
    funnel.lost_events.length === 0
      ? ''
      : `\n            when name in (${list(funnel.lost_events)}) then 'lost'`
  return `        case
            when outcome in (${lostOutcomes}) then outcome${named}
        end as lost_as`
}

const columns = 'event_id, type, occurred_at, occurred_on, date_only, stage_no, lost_as'

function relatedSelect(funnel: Funnel, idKind: string): string {
  return `    union
    select subject_ids.subject_id, ${columns
      .split(', ')
      .map((column) => `matched.${column}`)
      .join(', ')}
    from matched
    join subject_ids
        on subject_ids.subject_kind = ${text(funnel.subject)}
            and subject_ids.id_kind = '${idKind}'
            and subject_ids.id = matched.${idKind}_id`
}

const matched = (funnel: Funnel) => {
  const names = [...funnel.stages.flatMap((stage) => stage.events), ...funnel.lost_events]
  const ids = [funnel.subject, ...relatedKinds[funnel.subject]].map((kind) => `${kind}_id`)
  return `with matched as (
    select
        event_id, type, occurred_at, occurred_on, date_only, ${ids.join(', ')},
${stageCase(funnel)},
${lostCase(funnel)}
    from events
    where type <> 'link'
        and (name in (${list(names)}) or outcome in ('won', ${lostOutcomes}))
)`
}

const subjectEvents = (funnel: Funnel) => {
  const related = relatedKinds[funnel.subject].map((kind) => relatedSelect(funnel, kind))
  return `subject_events as (
    select ${funnel.subject}_id as subject_id, ${columns}
    from matched
    where ${funnel.subject}_id is not null
${related.join('\n')}
)`
}

const ordered = `-- On a subject's local day that holds a date-only event, stage order decides before time.
dated as (
    select
        *,
        max(case when date_only then 1 else 0 end) over (partition by subject_id, occurred_on)
            as has_day_event
    from subject_events
),

ordered as (
    select
        *,
        max(stage_no) over (
            partition by subject_id
            order by
                occurred_on,
                case when has_day_event = 1 then stage_no end,
                occurred_at,
                stage_no,
                event_id
            rows between unbounded preceding and 1 preceding
        ) as furthest_before
    from dated
)`

/**
 * The SELECT that finds a funnel's events in `events`: one row per subject and event, with the
 * number of the stage it means or the kind of loss. A milestone (any type but `stage`) after a
 * later stage is no visit, so that a customer who reads the blog does not fall back.
 */
export function compileStageEvents(funnel: Funnel): string {
  return `-- Events of the funnel ${funnel.id}: what each means for its subject.
-- grain: subject_id, event_id
${matched(funnel)},

${subjectEvents(funnel)},

${ordered},

stage_events as (
    select
        subject_id,
        ${columns},
        stage_no is not null
            and (type = 'stage' or furthest_before is null or stage_no >= furthest_before)
            as is_visit
    from ordered
)

select * from stage_events`
}
