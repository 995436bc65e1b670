import { stageEventsTable } from './compile-stage-events.ts'
import { type Funnel, wonStep } from './funnel.ts'
import { renderLiteral } from './literal.ts'

/** Name of the table that `compileVisits` fills. */
export const visitsTable = (funnel: Pick<Funnel, 'id'>) => `stage_visits_${funnel.id}`

const turns = (
  funnel: Funnel,
) => `-- Visits and losses in order; what comes after won is no loss any more.
with turns as (
    select
        events.*,
        coalesce(max(case when stage_no = ${wonStep(funnel)} then 1 else 0 end) over (
            partition by subject_id, attempt
            order by place
            rows between unbounded preceding and 1 preceding
        ), 0) = 1 as after_won
    from ${stageEventsTable(funnel)} as events
    where makes_visit or lost_as is not null or stage_no = ${wonStep(funnel)}
),

neighbours as (
    select
        subject_id, attempt, place, event_id, occurred_at, occurred_on, date_only, stage_no, lost_as,
        lag(place) over sequence as previous_place,
        lag(stage_no) over sequence as previous_stage_no,
        lag(lost_as) over sequence as previous_loss
    from turns
    where makes_visit or (lost_as is not null and not after_won)
    window sequence as (partition by subject_id, attempt order by place)
)`

/** The same stage again while it is current is a repeat, not a new visit. */
const marked = `marked as (
    select
        neighbours.*,
        case
            when stage_no is null then 0
            when previous_place is null or previous_loss is not null then 1
            when previous_stage_no = stage_no then 0
            else 1
        end as begins
    from neighbours
),

numbered as (
    select
        marked.*,
        sum(begins) over (
            partition by subject_id, attempt
            order by place
            rows between unbounded preceding and current row
        ) as visit
    from marked
),

repeats as (
    select subject_id, attempt, visit, count(*) - 1 as repeats
    from numbered
    where stage_no is not null
    group by subject_id, attempt, visit
)`

const movementSql = `case
            when stays.visit = 1 and stays.attempt > 1 then 'recycle'
            when stays.visit = 1 and stays.stage_no > 1 then 'late create'
            when stays.visit = 1 then 'enter'
            when stays.previous_loss is not null then 're-open'
            when stays.stage_no = stays.last_stage_no + 1 then 'advance'
            when stays.stage_no > stays.last_stage_no then 'skip'
            else 'regress'
        end`

/** A visit ends at the next visit or loss of its attempt; without either it is open. */
const bounded = `bounds as (
    select
        numbered.*,
        lead(occurred_at) over sequence as exited_at,
        lead(occurred_on) over sequence as exited_on,
        lead(date_only) over sequence as exit_date_only,
        lead(stage_no) over sequence as next_stage_no,
        lead(lost_as) over sequence as exit_loss
    from numbered
    where begins = 1 or (lost_as is not null and coalesce(previous_loss is null, true))
    window sequence as (partition by subject_id, attempt order by place)
),

stays as (
    select
        bounds.*,
        lag(stage_no) over (
            partition by subject_id, attempt order by place
        ) as last_stage_no
    from bounds
    where stage_no is not null
)`

/**
 * The SELECT that turns a funnel's stage events into stays: one row per subject, attempt and visit,
 * from entered to exited (null while open), with its movement against the visit before and its
 * seconds: elapsed, or whole days where either end is a day.
 */
export function compileVisits(funnel: Funnel): string {
  return `-- Stays in the stages of the funnel ${funnel.id}.
-- grain: funnel, subject_id, attempt, visit
${turns(funnel)},

${marked},

${bounded},

stage_visits as (
    select
        ${renderLiteral({ type: 'string', value: funnel.id })} as funnel,
        stays.subject_id,
        stays.attempt,
        stays.visit,
        stays.stage_no,
        ${movementSql} as movement,
        stays.event_id,
        stays.occurred_at as entered_at,
        stays.occurred_on as entered_on,
        stays.date_only,
        stays.exited_at,
        stays.exited_on,
        stays.date_only or coalesce(stays.exit_date_only, false) as in_calendar_days,
        case
            when stays.date_only or coalesce(stays.exit_date_only, false)
                then date_diff('day', stays.occurred_on, stays.exited_on) * 86400
            else date_diff('second', stays.occurred_at, stays.exited_at)
        end as seconds,
        stays.next_stage_no,
        stays.exit_loss as lost_as,
        repeats.repeats
    from stays
    join repeats
        on repeats.subject_id = stays.subject_id
            and repeats.attempt = stays.attempt
            and repeats.visit = stays.visit
)

select * from stage_visits`
}

/** The SELECT that puts the visits of every funnel of a build together. */
export function compileStageVisits(funnels: readonly Pick<Funnel, 'id'>[]): string {
  const selects = funnels.map((funnel) => `    select * from ${visitsTable(funnel)}`)
  return `-- Every stay in a stage of every funnel.
-- grain: funnel, subject_id, attempt, visit
-- kind: view
with stage_visits as (
${selects.join('\n    union all\n')}
)

select * from stage_visits`
}
