-- Seconds from the creation to the first assignment of leads created in the period, and how many
-- are assigned; one assigned before its creation is counted, not measured. Quantiles are of type 7.
-- `all` stands for every value.
-- grain: dimension, value
with cells as (
    select
        dimension,
        case dimension
            when 'source' then source when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'content' then content
            when 'content_type' then content_type when 'region' then region
            when 'segment' then segment when 'product' then product
            when 'rep' then rep when 'team' then team else 'all'
        end as value,
        lead_id,
        assigned_seconds is not null as is_assigned,
        case when assigned_seconds >= 0 then assigned_seconds end as seconds
    from lead_responses
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where created_on >= :starts_on and created_on < :ends_on and dimension in (:dimensions)
),

ranked as (
    select
        cells.*,
        row_number() over (
            partition by dimension, value
            order by case when seconds is null then 1 else 0 end, seconds, lead_id
        ) as place,
        count(seconds) over (partition by dimension, value) as number
    from cells
),

routing as (
    select
        dimension,
        value,
        count(*) as created,
        count(*) filter (where is_assigned) as assigned,
        count(seconds) as number,
        sum(seconds) as total_seconds,
        cast(sum(seconds * case place - (number - 1) * 50 / 100
            when 1 then 100 - (number - 1) * 50 % 100
            when 2 then (number - 1) * 50 % 100
            else 0
        end) as double) / 100e0 as p50_seconds,
        cast(sum(seconds * case place - (number - 1) * 75 / 100
            when 1 then 100 - (number - 1) * 75 % 100
            when 2 then (number - 1) * 75 % 100
            else 0
        end) as double) / 100e0 as p75_seconds,
        cast(sum(seconds * case place - (number - 1) * 90 / 100
            when 1 then 100 - (number - 1) * 90 % 100
            when 2 then (number - 1) * 90 % 100
            else 0
        end) as double) / 100e0 as p90_seconds
    from ranked
    group by dimension, value
)

select * from routing
order by dimension, value
