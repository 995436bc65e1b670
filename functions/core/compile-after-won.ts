import { type Funnel, wonStep } from './funnel.ts'

/** Pre-won stages that come this soon after won were entered late, unless the definition says else. */
const defaultLateDays = 30

const history = `over (
            partition by subject_id order by place rows between unbounded preceding and 1 preceding
        )`

/** Events of exclusions and the like mean neither a stage nor a loss: they leave attempts alone. */
const turnsOf = (funnel: Funnel) =>
  funnel.strict ||
  funnel.exclusions.length > 0 ||
  funnel.subject === 'account' ||
  funnel.stages.some((stage) => stage.first !== undefined)
    ? 'subject_id, stage_no is not null or loss is not null'
    : 'subject_id'

const past = (funnel: Funnel) => `past as (
    select
        settled.*,
        max(case when stage_no = ${wonStep(funnel)} then occurred_at end) ${history} as won_before_at,
        max(case when stage_no = ${wonStep(funnel)} then place end) ${history} as won_before_place,
        lag(place) over (partition by subject_id, stage_no order by place) as last_visit_place,
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
 * After won, an earlier stage that was visited before, or comes late, may be the way into a new
 * attempt; a milestone only after a gap. Any other is a record entered in the wrong order.
 */
const reopening = (funnel: Funnel) => `gaps as (
    select
        past.*,
        coalesce(${gapSql(funnel)}, false) as after_gap,
        coalesce(
            occurred_at > date_add('day', ${funnel.reentry_after_days ?? defaultLateDays}, won_before_at),
            false
        ) as is_late
    from past
),

reopening as (
    select
        gaps.*,
        won_before_place is not null
            and coalesce(stage_no < ${wonStep(funnel)}, false)
            and case
                when is_milestone then after_gap
                else is_late or last_visit_place is not null
            end as reopens
    from gaps
),

reopened as (
    select
        reopening.*,
        coalesce(
            max(case when reopens then place end) ${history} > won_before_place, false
        ) as reopened_before
    from reopening
)`

/**
 * A win counts once until an earlier stage reopens: the next one in a row is the same win again. A
 * run goes from one possible start of an attempt to the next.
 */
const runs = (funnel: Funnel) => `counted as (
    select
        reopened.*,
        case
            when stage_no = ${wonStep(funnel)} and (won_before_place is null or reopened_before) then 1
            else 0
        end as counts_as_win,
        case
            when reopens and not reopened_before then 1
            when won_before_place is not null and not reopened_before then 0
            when after_gap and (stage_no is not null or loss is not null) then 1
            when ${funnel.after_lost === 'new_attempt'} and previous_loss is not null
                and stage_no is not null then 1
            else 0
        end as opens_run
    from reopened
),

runs as (
    select
        counted.*,
        coalesce(sum(counts_as_win) ${history}, 0) as wins_before,
        coalesce(sum(opens_run) ${history}, 0) as run_before
    from counted
)`

/**
 * After won, a visit to an earlier stage starts a new attempt when it comes late or when the stage
 * was visited in the same run; until then it is a record entered in the wrong order.
 */
const restarts = `revisits as (
    select
        runs.*,
        lag(run_before + opens_run) over (
            partition by subject_id, stage_no order by place
        ) as run_of_last_visit
    from runs
),

restarts as (
    select
        revisits.*,
        reopens and (is_milestone or is_late or coalesce(run_of_last_visit >= run_before, false))
            as restarts
    from revisits
)`

/**
 * CTEs from `settled` to `restarts`: which visits after a win are the start of a new attempt, and how
 * many wins, each counted once, lie before an event.
 */
export const afterWonCtes = (funnel: Funnel): string =>
  [past(funnel), reopening(funnel), runs(funnel), restarts].join(',\n\n')
