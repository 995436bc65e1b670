-- How many there are of what the data-quality checks look at, so that every number has its share:
-- open opportunities, people, merged ids and owners of quotas as they stand at the cut; closed
-- opportunities, leads and events on their days. Stays are counted by the report, for its funnel.
-- grain: population, is_standing, rep, source_system, occurred_on
-- partition: year(occurred_on)
with moments as (
    select days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

event_groups as (
    select
        type, rep, source_system, occurred_on, backfill,
        coalesce(type = 'revenue' and action = 'cancel', false) as is_cancel,
        coalesce(type = 'survey' and kind in ('csat', 'review'), false) as is_scored,
        count(*) as number
    from events
    group by
        type, rep, source_system, occurred_on, backfill,
        coalesce(type = 'revenue' and action = 'cancel', false),
        coalesce(type = 'survey' and kind in ('csat', 'review'), false)
),

counted as (
    select
        populations.population,
        deals.state = 'open' as is_standing,
        rep, source_system, valued_on as occurred_on, 1 as number
    from quality_deals as deals
    cross join (values
        ('open_deals'), ('closed_deals'), ('won_deals'), ('lost_deals'), ('priced_deals')
    ) as populations (population)
    where case populations.population
        when 'open_deals' then state = 'open'
        when 'closed_deals' then state <> 'open'
        when 'won_deals' then state = 'won'
        when 'lost_deals' then state in ('lost', 'no_decision', 'disqualified')
        else amount is not null
    end
    union all
    select 'people', true, rep, source_system, moments.cut_on, 1
    from quality_people
    cross join moments
    union all
    select 'leads', false, rep, source_system, created_on, 1
    from quality_people
    where kind = 'lead'
    union all
    select 'merged_ids', true, null, merges.source_system, moments.cut_on, 1
    from quality_links as merges
    cross join moments
    union all
    select 'quota_owners', true, null, null, moments.cut_on, 1
    from quality_quotas
    cross join moments
    union all
    select populations.population, false, rep, source_system, occurred_on, number
    from event_groups
    cross join (values
        ('events'), ('live_events'), ('named_events'), ('spend'), ('revenue'), ('cancellations'),
        ('scores')
    ) as populations (population)
    where case populations.population
        when 'events' then true
        when 'live_events' then not backfill
        when 'named_events' then type in ('stage', 'touch')
        when 'cancellations' then is_cancel
        when 'scores' then is_scored
        else type = populations.population
    end
),

quality_populations as (
    select
        population,
        is_standing,
        coalesce(rep, '(none)') as rep,
        coalesce(source_system, '(none)') as source_system,
        occurred_on,
        cast(sum(number) as bigint) as number
    from counted
    group by
        population, is_standing, coalesce(rep, '(none)'), coalesce(source_system, '(none)'),
        occurred_on
)

select * from quality_populations
