import { stageEventsTable } from './compile-stage-events.ts'
import { type Funnel, wonStep } from './funnel.ts'
import { renderLiteral } from './literal.ts'

const eventsOf = (funnel: Funnel) => `    select
        ${renderLiteral({ type: 'string', value: funnel.id })} as funnel,
        ${funnel.pause_after_days} as pause_after_days,
        ${wonStep(funnel)} as won_step,
        subject_id, attempt, place, occurred_at, occurred_on, date_only, stage_no, lost_as, makes_visit
    from ${stageEventsTable(funnel)}`

/** Where an attempt stands after each of its events, and when its next one comes. */
const standing = `standing as (
    select
        told.*,
        lead(occurred_at) over sequence as next_at,
        lead(occurred_on) over sequence as next_on,
        lead(date_only) over sequence as next_date_only,
        max_by(stage_no, case when makes_visit then place end) over history as current_stage_no,
        max(case when makes_visit then place end) over history as visit_place,
        max(case when lost_as is not null then place end) over history as loss_place,
        max(case when stage_no >= won_step then 1 else 0 end) over history as is_won
    from told
    window
        sequence as (partition by funnel, subject_id, attempt order by place),
        history as (
            partition by funnel, subject_id, attempt
            order by place
            rows between unbounded preceding and current row
        )
)`

/** Without a next event the pause lasts up to the cut, whose local day stands in for its own. */
const gaps = `today as (
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
                then date_diff('day', occurred_on, coalesce(next_on, today.cut_on)) > pause_after_days
            else date_diff('second', occurred_at, coalesce(next_at, today.cut_at))
                > pause_after_days * 86400
        end as is_pause
    from standing
    cross join today
    where visit_place is not null
        and is_won = 0
        and (loss_place is null or loss_place < visit_place)
)`

const advances = `begun as (
    select funnel, subject_id, attempt, place, current_stage_no, occurred_at, occurred_on, next_at
    from gaps
    where is_pause
),

forward as (
    select funnel, subject_id, attempt, entered_at
    from stage_visits
    where movement in ('advance', 'skip')
),

pauses as (
    select
        begun.funnel,
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
        on forward.funnel = begun.funnel
            and forward.subject_id = begun.subject_id
            and forward.attempt = begun.attempt
            and forward.entered_at > begun.occurred_at
    group by
        begun.funnel, begun.subject_id, begun.attempt, begun.place, begun.current_stage_no,
        begun.occurred_at, begun.occurred_on, begun.next_at
)`

/**
 * The SELECT of every pause of every funnel: a gap above `pause_after_days` after an event of an
 * attempt that was neither won nor lost by then, from that event on, with the first advance or skip
 * after it. The last gap runs up to the cut.
 */
export function compilePauses(funnels: readonly Funnel[]): string {
  return `-- Gaps in which nothing happened to an attempt for longer than its funnel's pause_after_days, and
-- when it then advanced.
-- grain: funnel, subject_id, attempt, place
-- partition: year(began_on)
with told as (
${funnels.map(eventsOf).join('\n    union all\n')}
),

${standing},

${gaps},

${advances}

select * from pauses`
}
