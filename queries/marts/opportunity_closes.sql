-- Opportunities that are closed, by their latest close: a re-opened one is not.
-- grain: opportunity_id
with last_states as (
    select opportunity_id, state, event_id, valid_from, valid_from_on, date_only
    from opportunity_states
    where valid_to = timestamp '9999-12-31 00:00:00.000'
),

opportunity_closes as (
    select
        opportunity_id,
        state,
        event_id,
        valid_from as closed_at,
        valid_from_on as closed_on,
        date_only
    from last_states
    where state <> 'open'
)

select * from opportunity_closes
