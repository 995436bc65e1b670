-- Visits that had not ended at the as-of, of attempts that are open or won, with their age in
-- seconds (median, type 7). Those of open attempts are judged: stalled when older than the usual
-- (90th percentile of 30 visits or more), else than the target. `all` stands for every value.
-- grain: dimension, value, stage_no
with open_visits as (
    select
        visits.*,
        case
            when visits.outcome <> 'open' then null
            when norms.number >= :least_visits then norms.p90_seconds
            else cast(cast(
                nullif(split_part(:target_days, ',', visits.stage_no), '') as bigint
            ) * 86400 as double)
        end as limit_seconds
    from visit_times as visits
    left join stage_norms as norms
        on norms.funnel = visits.funnel and norms.stage_no = visits.stage_no
    where visits.funnel = :funnel and visits.is_open and visits.outcome in ('open', 'won')
),

cells as (
    select
        dimension,
        case dimension
            when 'source' then source when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'content' then content
            when 'content_type' then content_type when 'region' then region
            when 'segment' then segment when 'product' then product
            when 'rep' then rep when 'team' then team else 'all'
        end as value,
        open_visits.*
    from open_visits
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where dimension in (:dimensions)
),

ranked as (
    select
        cells.*,
        row_number() over (
            partition by dimension, value, stage_no order by seconds, subject_id, attempt
        ) as place,
        count(*) over (partition by dimension, value, stage_no) as number
    from cells
),

open_stages as (
    select
        dimension,
        value,
        stage_no,
        count(*) as number,
        cast(sum(seconds * case place - (number - 1) * 50 / 100
            when 1 then 100 - (number - 1) * 50 % 100
            when 2 then (number - 1) * 50 % 100
            else 0
        end) as double) / 100e0 as p50_seconds,
        count(*) filter (where outcome = 'open') as open_attempts,
        count(limit_seconds) as judged,
        count(*) filter (where cast(seconds as double) > limit_seconds) as stalled
    from ranked
    group by dimension, value, stage_no
)

select * from open_stages
order by dimension, value, stage_no
