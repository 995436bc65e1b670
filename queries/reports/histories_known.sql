-- Opportunities that were open on a day of the period, and of how many of them only the current stage
-- is known, by the system that told it; without such ones no row.
-- grain: source_system
with present as (
    select opportunities.opportunity_id, histories.history, histories.source_system
    from opportunities
    left join opportunity_histories as histories
        on histories.opportunity_id = opportunities.opportunity_id
    where opportunities.opened_on < :ends_on
        and coalesce(opportunities.closed_on, date '9999-12-31') >= :starts_on
),

sizes as (
    select count(*) as opportunities from present
),

histories_known as (
    select
        present.source_system,
        count(*) as current_only,
        max(sizes.opportunities) as opportunities
    from present
    cross join sizes
    where present.history = 'current_state'
    group by present.source_system
)

select * from histories_known
order by source_system
