-- Tries entered in the period by the channel, region and segment known at entry.
-- grain: dimension, value
with tries as (
    select channel, region, segment, outcome, furthest_step, won_step
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

breakdown as (
    select
        case
            when grouping(channel) = 0 then 'channel'
            when grouping(region) = 0 then 'region'
            else 'segment'
        end as dimension,
        coalesce(channel, region, segment) as value,
        count(*) as entered,
        count(*) filter (where furthest_step >= won_step) as won,
        count(*) filter (where furthest_step < won_step and outcome = 'lost') as lost,
        count(*) filter (where furthest_step < won_step and outcome = 'expired') as expired,
        count(*) filter (where furthest_step < won_step and outcome = 'open') as still_open,
        count(*) filter (where furthest_step < won_step and outcome = 'won') as won_otherwise
    from tries
    group by grouping sets ((channel), (region), (segment))
)

select * from breakdown
order by dimension, entered desc, value
