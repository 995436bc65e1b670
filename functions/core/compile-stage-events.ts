import { attemptCtes } from './compile-attempts.ts'
import { readsDeals } from './compile-losses.ts'
import { milestoneSql, stageEventFlags, twoDigits } from './compile-match.ts'
import { fits, named, subjectEventCtes } from './compile-subject-events.ts'
import { placeColumns } from './compile-turning.ts'
import { type Funnel, type Stage, wonStep } from './funnel.ts'

/** Name of the table that `compileStageEvents` fills. */
export const stageEventsTable = (funnel: Pick<Funnel, 'id'>) => `stage_events_${funnel.id}`

function isStage(stage: Stage, index: number): string {
  if (stage.first === undefined) return fits(index)
  const among = stage.first === 'ever' ? named(index) : fits(index)
  return `${fits(index)} and row_number() over (
            partition by subject_id, ${among} order by occurred_at, event_id
        ) = 1`
}

/** What the outcome says is won is the won stage and no other. */
function flagCte(funnel: Funnel): string {
  const flags = funnel.stages.map((stage, index) => {
    const isOther = funnel.uses_outcomes && index + 1 !== wonStep(funnel)
    const own = isOther ? ` and coalesce(outcome <> 'won', true)` : ''
    return `        lost_as is null${own} and ${isStage(stage, index)} as is_${twoDigits(index + 1)}`
  })
  return `flagged as (
    select
        subject_events.*,
${flags.join(',\n')},
        max(case when ${readsDeals(funnel) ? 'date_only and not is_silent' : 'date_only'} then 1 else 0 end)
            over (partition by subject_id, occurred_on)
            as has_day_event,
        min(occurred_at) over (partition by subject_id, occurred_on) as day_began_at
    from subject_events
)`
}

/** An event that fits several stages means the first of them. */
function stageCte(funnel: Funnel): string {
  const step = funnel.stages.map(
    (_, index) => `            when is_${twoDigits(index + 1)} then ${index + 1}`,
  )
  const milestone = funnel.stages.map(
    (stage, index) => `            when ${index + 1} then ${milestoneSql(stage)}`,
  )
  return `staged as (
    select
        flagged.*,
        case
${step.join('\n')}
        end as stage_no
    from flagged
),

-- On a subject's local day that holds a date-only event, stage order decides before time.
placed as (
    select
        staged.*,
        case stage_no
${milestone.join('\n')}
            else false
        end as is_milestone,
        case when has_day_event = 1 then day_began_at else occurred_at end as order_at,
${placeColumns}
    from staged
)`
}

/**
 * The SELECT that finds a funnel's events in `events`: one row per subject and event, in order,
 * with the stage it means or the kind of loss, the attempt it belongs to, and whether it makes a
 * visit. A milestone after a later stage makes none, so that a customer who reads the blog does
 * not fall back.
 */
export function compileStageEvents(funnel: Funnel): string {
  return `-- Events of the funnel ${funnel.id}: what each means for its subject.
-- grain: subject_id, event_id
with ${subjectEventCtes(funnel)},

${flagCte(funnel)},

${stageCte(funnel)},

${attemptCtes(funnel)},

stage_events as (
    select
        subject_id, attempt, place, event_id, type, occurred_at, occurred_on, order_at, date_only,
        stage_no, lost_as, is_milestone, makes_visit,
        ${stageEventFlags(funnel).join(', ')}
    from visiting
)

select * from stage_events`
}
