-- What the spend of a period brought forth: leads created, subjects by the stage of the funnel that
-- they first entered in it (their first visit), opportunities opened; by dimension.
-- grain: measure, stage_no, dimension, value
with entered as (
    select
        subject_id, stage_no, entered_on, channel, campaign, campaign_type, segment,
        row_number() over (
            partition by subject_id, stage_no order by entered_at, attempt, visit
        ) as nth
    from visit_times
    where funnel = :funnel
),

facts as (
    select
        'lead' as measure, cast(0 as bigint) as stage_no,
        channel, campaign, campaign_type, segment
    from leads
    where created_on >= :starts_on and created_on < :ends_on
    union all
    select 'stage', stage_no, channel, campaign, campaign_type, segment
    from entered
    where nth = 1 and entered_on >= :starts_on and entered_on < :ends_on
    union all
    select 'opportunity', cast(0 as bigint), channel, campaign, campaign_type, segment
    from opportunities
    where opened_on >= :starts_on and opened_on < :ends_on
),

cells as (
    select
        measure, stage_no, dimension,
        case dimension
            when 'all' then 'all' when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type else segment
        end as value
    from facts
    cross join unnest(array[:dimensions]) as dimensions (dimension)
),

entrants as (
    select measure, stage_no, dimension, value, count(*) as number
    from cells
    group by measure, stage_no, dimension, value
)

select * from entrants
order by measure, stage_no, dimension, value
