import { stageEventsTable } from './compile-stage-events.ts'
import { visitsTable } from './compile-visits.ts'
import { type Funnel, wonStep } from './funnel.ts'
import { renderLiteral } from './literal.ts'

const grain = 'funnel, subject_id, attempt, place'

/** Name of the table that `compilePauses` fills. */
export const pausesTable = (funnel: Pick<Funnel, 'id'>) => `pauses_${funnel.id}`

/** Where an attempt stands after each of its events, and when its next one comes. */
const standing = (funnel: Funnel) => `standing as (
    select
        subject_id, attempt, place, occurred_at, occurred_on, date_only,
        lead(occurred_at) over sequence as next_at,
        lead(occurred_on) over sequence as next_on,
        lead(date_only) over sequence as next_date_only,
        max_by(stage_no, case when makes_visit then place end) over history as current_stage_no,
        max(case when makes_visit then place end) over history as visit_place,
        max(case when lost_as is not null then place end) over history as loss_place,
        max(case when stage_no >= ${wonStep(funnel)} then 1 else 0 end) over history as is_won
    from ${stageEventsTable(funnel)}
    window
        sequence as (partition by subject_id, attempt order by place),
        history as (
            partition by subject_id, attempt
            order by place
            rows between unbounded preceding and current row
        )
)`

/** Without a next event the pause lasts up to the cut, whose local day stands in for its own. */
const gaps = ({ pause_after_days: days }: Funnel) => `today as (
    select cut.cut_at, days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

gaps as (
    select
        standing.*,
        case
            when date_only or coalesce(next_date_only, false)
                then date_diff('day', occurred_on, coalesce(next_on, today.cut_on)) > ${days}
            else date_diff('second', occurred_at, coalesce(next_at, today.cut_at)) > ${days * 86_400}
        end as is_pause
    from standing
    cross join today
    where visit_place is not null
        and is_won = 0
        and (loss_place is null or loss_place < visit_place)
)`

const advances = (funnel: Funnel) => `begun as (
    select subject_id, attempt, place, current_stage_no, occurred_at, occurred_on, next_at
    from gaps
    where is_pause
),

forward as (
    select subject_id, attempt, entered_at
    from ${visitsTable(funnel)}
    where movement in ('advance', 'skip')
),

pauses as (
    select
        ${renderLiteral({ type: 'string', value: funnel.id })} as funnel,
        begun.subject_id,
        begun.attempt,
        begun.place,
        begun.current_stage_no as stage_no,
        begun.occurred_at as began_at,
        begun.occurred_on as began_on,
        begun.next_at as ended_at,
        min(forward.entered_at) as advanced_at
    from begun
    left join forward
        on forward.subject_id = begun.subject_id
            and forward.attempt = begun.attempt
            and forward.entered_at > begun.occurred_at
    group by
        begun.subject_id, begun.attempt, begun.place, begun.current_stage_no, begun.occurred_at,
        begun.occurred_on, begun.next_at
)`

/**
 * The SELECT of a funnel's pauses: a gap above `pause_after_days` after an event of an attempt that
 * was neither won nor lost by then, from that event on, with the first advance or skip after it.
 * The last gap runs up to the cut.
 */
export function compilePauses(funnel: Funnel): string {
  return `-- Gaps of the funnel ${funnel.id} in which nothing happened to an attempt for longer than
-- ${funnel.pause_after_days} days, and when it then advanced.
-- grain: ${grain}
with ${[standing(funnel), gaps(funnel), advances(funnel)].join(',\n\n')}

select * from pauses`
}

/** The SELECT that puts the pauses of every funnel of a build together. */
export function compileAllPauses(funnels: readonly Pick<Funnel, 'id'>[]): string {
  const selects = funnels.map((funnel) => `    select * from ${pausesTable(funnel)}`)
  return `-- Gaps in which nothing happened to an attempt for longer than its funnel's pause_after_days, and
-- when it then advanced.
-- grain: ${grain}
-- kind: view
with pauses as (
${selects.join('\n    union all\n')}
)

select * from pauses`
}
