import { stageEventFlags } from './compile-match.ts'
import { type Funnel, wonStep } from './funnel.ts'

/** Pre-won stages that come this soon after won were entered late, unless the definition says else. */
const defaultLateDays = 30

const history = `over (
            partition by subject_id order by place rows between unbounded preceding and 1 preceding
        )`

/** An account is lost only when none of its opportunities is open. */
const accountLosses = `opportunities as (
    select
        ordered.*,
        case
            when opportunity_id is not null
                and row_number() over (partition by subject_id, opportunity_id order by place) = 1
                then 1
            else 0
        end as opens,
        case
            when opportunity_id is not null
                and (lost_as is not null or outcome = 'won')
                and row_number() over (partition by subject_id, opportunity_id order by place desc) = 1
                then 1
            else 0
        end as closes
    from ordered
),

settled as (
    select
        opportunities.*,
        case
            when sum(opens - closes) over (
                partition by subject_id
                order by place
                rows between unbounded preceding and current row
            ) = 0 then lost_as
        end as loss
    from opportunities
)`

const plainLosses = `settled as (
    select ordered.*, lost_as as loss from ordered
)`

const wins = (funnel: Funnel) => `wins as (
    select
        settled.*,
        count(case when stage_no = ${wonStep(funnel)} then 1 end) ${history} as wins_before,
        max(case when stage_no = ${wonStep(funnel)} then occurred_at end) ${history} as won_before_at,
        lag(occurred_at) over (partition by subject_id order by place) as previous_at,
        lag(loss) over (partition by subject_id order by place) as previous_loss
    from settled
)`

function gapSql({ reentry_after_days: days }: Funnel): string {
  return days === undefined
    ? 'false'
    : `occurred_at > date_add('day', ${days}, previous_at) and previous_loss is null`
}

/**
 * After won, a visit to an earlier stage starts a new attempt when it comes late or when the stage
 * was visited since the win before; until then it is a record entered in the wrong order.
 */
const restarts = (funnel: Funnel) => `repeats as (
    select
        wins.*,
        lag(wins_before) over (partition by subject_id, stage_no order by place) as wins_at_last_visit,
        coalesce(${gapSql(funnel)}, false) as after_gap
    from wins
),

restarts as (
    select
        repeats.*,
        wins_before > 0
            and stage_no < ${wonStep(funnel)}
            and case
                when is_milestone then after_gap
                else occurred_at > date_add(
                        'day', ${funnel.reentry_after_days ?? defaultLateDays}, won_before_at
                    )
                    or coalesce(wins_at_last_visit >= wins_before - 1, false)
            end as restarts
    from repeats
)`

const starts = (funnel: Funnel) => `running as (
    select
        restarts.*,
        coalesce(max(case when restarts then 1 else 0 end) over (
            partition by subject_id, wins_before
            order by place
            rows between unbounded preceding and 1 preceding
        ), 0) = 1 as restarted_before
    from restarts
),

starts as (
    select
        running.*,
        case
            when place = 1 then 1
            when restarts and not restarted_before then 1
            when wins_before > 0 and not restarted_before then 0
            when after_gap then 1
            when ${funnel.after_lost === 'new_attempt'} and previous_loss is not null
                and stage_no is not null then 1
            else 0
        end as starts
    from running
)`

/** CTEs from `ordered` to `visiting`: the attempt of each event, and whether it makes a visit. */
export function attemptCtes(funnel: Funnel): string {
  return `${funnel.subject === 'account' ? accountLosses : plainLosses},

${wins(funnel)},

${restarts(funnel)},

${starts(funnel)},

attempts as (
    select
        starts.*,
        sum(starts) over (
            partition by subject_id order by place rows between unbounded preceding and current row
        ) as attempt
    from starts
),

within_attempts as (
    select
        attempts.*,
        max(stage_no) over (
            partition by subject_id, attempt
            order by place
            rows between unbounded preceding and 1 preceding
        ) as furthest_before,
        row_number() over (partition by subject_id, attempt, stage_no order by place) as occurrence
    from attempts
),

visiting as (
    select
        subject_id, attempt, place, event_id, type, occurred_at, occurred_on, order_at, date_only,
        stage_no, loss as lost_as, is_milestone,
        stage_no is not null
            and (
                not is_milestone
                or (occurrence = 1 and coalesce(stage_no > furthest_before, true))
            ) as makes_visit,
        ${stageEventFlags(funnel).join(', ')}
    from within_attempts
)`
}
