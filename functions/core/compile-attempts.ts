import { afterWonCtes } from './compile-after-won.ts'
import { lossCtes, readsDeals } from './compile-losses.ts'
import { stageEventFlags } from './compile-match.ts'
import { turningCtes } from './compile-turning.ts'
import type { Funnel } from './funnel.ts'

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

const visitColumns = (funnel: Funnel, furthest: string) => `stage_no is not null
            and (not is_milestone or coalesce(stage_no > ${furthest}, true)) as makes_visit,
        ${stageEventFlags(funnel).join(', ')}`

/** CTEs from `placed` to `visiting`: the attempt of each event, and whether it makes a visit. */
export function attemptCtes(funnel: Funnel): string {
  return `${turningCtes(funnel)},

${lossCtes(funnel)},

${afterWonCtes(funnel)},

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
        ) as furthest_before
    from attempts
),

visiting as (
    select
        subject_id, attempt, place, event_id, type, occurred_at, occurred_on, order_at, date_only,
        stage_no, loss as lost_as, is_milestone,
        ${visitColumns(funnel, 'furthest_before')}
    from within_attempts${readsDeals(funnel) ? '\n    where not is_silent' : ''}
    union all
    select
        subject_id, means_by_now, place, event_id, type, occurred_at, occurred_on, order_at, date_only,
        stage_no, lost_as, is_milestone,
        ${visitColumns(funnel, 'stage_before')}
    from turning
    where turns = 0${readsDeals(funnel) ? ' and not is_silent' : ''}
)`
}
