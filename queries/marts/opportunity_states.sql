-- States of each opportunity by its stage events: open, won, lost, no_decision or disqualified. A
-- stage without outcome re-opens a loss, not a win. At equal times, and on a local day with a
-- date-only event, the close comes last.
-- grain: opportunity_id, version
with told as (
    select
        opportunity_id, event_id, occurred_at, occurred_on, date_only, outcome,
        case
            when outcome in ('won', 'lost', 'no_decision', 'disqualified') then 1 else 0
        end as closes,
        max(case when date_only then 1 else 0 end) over (
            partition by opportunity_id, occurred_on
        ) as has_day_event
    from events
    where type = 'stage' and opportunity_id is not null
),

placed as (
    select
        told.*,
        row_number() over (
            partition by opportunity_id
            order by
                occurred_on,
                case when has_day_event = 1 then closes else 0 end,
                occurred_at,
                closes,
                event_id
        ) as place
    from told
),

carried as (
    select
        placed.*,
        max_by(outcome, case when outcome is not null then place end) over (
            partition by opportunity_id
            order by place
            rows between unbounded preceding and current row
        ) as last_outcome
    from placed
),

settled as (
    select
        opportunity_id, event_id, occurred_at, occurred_on, date_only, place,
        case
            when outcome is not null then outcome
            when last_outcome = 'won' then 'won'
            else 'open'
        end as state
    from carried
),

compared as (
    select
        settled.*,
        lag(state) over (partition by opportunity_id order by place) as previous_state
    from settled
),

opportunity_states as (
    select
        opportunity_id,
        row_number() over states as version,
        state,
        event_id,
        occurred_at as valid_from,
        occurred_on as valid_from_on,
        date_only,
        coalesce(lead(occurred_at) over states, timestamp '9999-12-31 00:00:00.000') as valid_to
    from compared
    where previous_state is null or previous_state <> state
    window states as (partition by opportunity_id order by place)
)

select * from opportunity_states
