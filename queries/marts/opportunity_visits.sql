-- Stays of open opportunities in the stages of their own stage events, whatever the funnel: from
-- entered to exited (null while there), and when the opportunity was won in the end, if it was. One
-- that has no stage yet makes no stay.
-- grain: opportunity_id, visit
with stages as (
    select
        opportunity_id, version, state, stage, valid_from, valid_from_on, valid_to,
        lag(state) over (partition by opportunity_id order by version) as previous_state,
        lag(stage) over (partition by opportunity_id order by version) as previous_stage
    from opportunity_versions
),

numbered as (
    select
        stages.*,
        sum(case
            when state <> 'open' then 0
            when previous_state = 'open' and previous_stage = stage then 0
            else 1
        end) over (
            partition by opportunity_id
            order by version
            rows between unbounded preceding and current row
        ) as visit
    from stages
),

stays as (
    select
        opportunity_id,
        visit,
        stage,
        min(valid_from) as entered_at,
        min(valid_from_on) as entered_on,
        nullif(max(valid_to), timestamp '9999-12-31 00:00:00.000') as exited_at
    from numbered
    where state = 'open' and stage is not null
    group by opportunity_id, visit, stage
),

opportunity_visits as (
    select
        stays.opportunity_id,
        cast(stays.visit as bigint) as visit,
        stays.stage,
        stays.entered_at,
        stays.entered_on,
        stays.exited_at,
        opportunities.opened_at,
        case when opportunities.state = 'won' then opportunities.closed_at end as won_at
    from stays
    join opportunities on opportunities.opportunity_id = stays.opportunity_id
)

select * from opportunity_visits
