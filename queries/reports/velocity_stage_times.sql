-- Seconds in each stage of visits that ended in the period: each visit, and per attempt whose last
-- visit to the stage ended in it, that one (latest) and the sum of all (cumulative). Quantiles are
-- of type 7. `all` stands for every value.
-- grain: dimension, value, measure, stage_no
with finished as (
    select
        visit_times.*,
        row_number() over (
            partition by subject_id, attempt, stage_no order by visit desc
        ) as nth_from_last,
        sum(seconds) over (partition by subject_id, attempt, stage_no) as cumulative_seconds
    from visit_times
    where funnel = :funnel
        and entered_on < :ends_on
        and exited_on < :ends_on
        and seconds >= 0
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
        measure, stage_no, subject_id, attempt, visit,
        case when measure = 'cumulative' then cumulative_seconds else seconds end as seconds,
        cast(nullif(split_part(:target_days, ',', stage_no), '') as bigint) * 86400
            as target_seconds
    from finished
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    cross join (values ('visit'), ('cumulative'), ('latest')) as measures (measure)
    where exited_on >= :starts_on
        and (measure = 'visit' or nth_from_last = 1)
        and dimension in (:dimensions)
),

ranked as (
    select
        cells.*,
        row_number() over (
            partition by dimension, value, measure, stage_no
            order by seconds, subject_id, attempt, visit
        ) as place,
        count(*) over (partition by dimension, value, measure, stage_no) as number
    from cells
),

stage_times as (
    select
        dimension,
        value,
        measure,
        stage_no,
        count(*) as number,
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
        end) as double) / 100e0 as p90_seconds,
        count(*) filter (where seconds > target_seconds) as over_target
    from ranked
    group by dimension, value, measure, stage_no
)

select * from stage_times
order by dimension, value, measure, stage_no
