-- Names of stages and touches in the period that are in no funnel and no touch group.
-- grain: name, source_system
with names as (
    select
        detail as name,
        source_system,
        count(*) as number,
        min(occurred_on) as first_on,
        max(occurred_on) as last_on,
        min(event_id) as event_id
    from quality_issues
    where check_id = 'unknown_name' and occurred_on >= :starts_on and occurred_on < :ends_on
    group by detail, source_system
)

select * from names
order by number desc, name, source_system
