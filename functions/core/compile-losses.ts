import { type Funnel, wonStep } from './funnel.ts'

/** Whether the records of deals are read beside the events of the funnel, to know which are open. */
export const readsDeals = ({ subject }: Funnel): boolean => subject === 'account'

/**
 * An account is lost only when none of its opportunities is open. One is open from its first event,
 * be it a deal's record alone; won, lost or deleted closes it, a stage before won opens it again
 * unless it is a milestone.
 */
const accountLosses = (funnel: Funnel) => `opportunity_turns as (
    select
        ordered.*,
        case
            when stage_no is not null or lost_as is not null or type = 'deal' then opportunity_id
        end as deal_id,
        case
            when type = 'deal' and deleted is not null then case when deleted then 0 else 1 end
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

/** The CTE `settled` and those that it needs: which loss of a subject says that it is lost. */
export const lossCtes = (funnel: Funnel): string =>
  readsDeals(funnel) ? accountLosses(funnel) : plainLosses
