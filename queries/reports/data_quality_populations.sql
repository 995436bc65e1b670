-- How many there are of what each check looks at: what stands at the cut, and what the period's days
-- hold; stays are those of the report's funnel.
-- grain: population, dimension, value
with entered as (
    select event_id
    from stage_visits
    where funnel = :funnel and entered_on >= :starts_on and entered_on < :ends_on
),

counted as (
    select population, rep, source_system, number
    from quality_populations
    where occurred_on >= :starts_on and (is_standing or occurred_on < :ends_on)
    union all
    select 'visits', coalesce(events.rep, '(none)'), events.source_system, 1
    from entered
    join events on events.event_id = entered.event_id
    where events.occurred_on >= :starts_on and events.occurred_on < :ends_on
),

cells as (
    select
        population, dimension, number,
        case dimension
            when 'rep' then rep when 'source_system' then source_system else 'all'
        end as value
    from counted
    cross join (values ('all'), ('rep'), ('source_system')) as dimensions (dimension)
),

populations as (
    select population, dimension, value, sum(number) as number
    from cells
    group by population, dimension, value
)

select * from populations
order by population, dimension, value
