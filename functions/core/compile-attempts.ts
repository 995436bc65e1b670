import { stageEventFlags } from './compile-match.ts'
import { type Funnel, wonStep } from './funnel.ts'

/** Pre-won stages that come this soon after won were entered late, unless the definition says else. */
const defaultLateDays = 30

const history = `over (
            partition by subject_id order by place rows between unbounded preceding and 1 preceding
        )`

/**
 * An account is lost only when none of its opportunities is open. One is open from its first event;
 * won or lost closes it, a stage before won opens it again unless it is a milestone.
 */
const accountLosses = (funnel: Funnel) => `opportunity_turns as (
    select
        ordered.*,
        case when stage_no is not null or lost_as is not null then opportunity_id end as deal_id,
        case
            when lost_as is not null or stage_no = ${wonStep(funnel)} then 0
            when stage_no < ${wonStep(funnel)} and not is_milestone then 1
        end as becomes_open
    from ordered
),

standing as (
    select
        opportunity_turns.*,
        case
            when deal_id is null then 0
            else coalesce(max_by(becomes_open, case when becomes_open is not null then place end) over (
                partition by subject_id, deal_id
                order by place
                rows between unbounded preceding and current row
            ), 1)
        end as is_open
    from opportunity_turns
),

changes as (
    select
        standing.*,
        is_open - coalesce(
            lag(is_open) over (partition by subject_id, deal_id order by place), 0
        ) as opened
    from standing
),

settled as (
    select
        changes.*,
        case
            when sum(opened) over (
                partition by subject_id
                order by place
                rows between unbounded preceding and current row
            ) = 0 then lost_as
        end as loss
    from changes
)`

const plainLosses = `settled as (
    select ordered.*, lost_as as loss from ordered
)`

/** Events of exclusions and the like mean neither a stage nor a loss: they leave attempts alone. */
const turnsOf = (funnel: Funnel) =>
  funnel.strict ||
  funnel.exclusions.length > 0 ||
  funnel.subject === 'account' ||
  funnel.stages.some((stage) => stage.first !== undefined)
    ? 'subject_id, stage_no is not null or loss is not null'
    : 'subject_id'

const wins = (funnel: Funnel) => `wins as (
    select
        settled.*,
        count(case when stage_no = ${wonStep(funnel)} then 1 end) ${history} as wins_before,
        max(case when stage_no = ${wonStep(funnel)} then occurred_at end) ${history} as won_before_at,
        lag(occurred_at) over (partition by ${turnsOf(funnel)} order by place) as previous_at,
        lag(loss) over (partition by ${turnsOf(funnel)} order by place) as previous_loss
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
            when stage_no is null and loss is null then 0
            when previous_at is null then 1
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
  return `${funnel.subject === 'account' ? accountLosses(funnel) : plainLosses},

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
