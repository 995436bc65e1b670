-- How long visits to each stage usually last: the 90th percentile (type 7) over those that ended in
-- the 365 days before the cut. An open visit above it is stalled.
-- grain: funnel, stage_no
with finished as (
    select visits.funnel, visits.stage_no, visits.seconds
    from stage_visits as visits
    cross join cut
    where visits.seconds >= 0 and visits.exited_at >= date_add('day', -365, cut.cut_at)
),

ranked as (
    select
        finished.*,
        row_number() over (partition by funnel, stage_no order by seconds) as place,
        count(*) over (partition by funnel, stage_no) as number
    from finished
),

stage_norms as (
    select
        funnel,
        stage_no,
        count(*) as number,
        cast(sum(seconds * case place - (number - 1) * 90 / 100
            when 1 then 100 - (number - 1) * 90 % 100
            when 2 then (number - 1) * 90 % 100
            else 0
        end) as double) / 100e0 as p90_seconds
    from ranked
    group by funnel, stage_no
)

select * from stage_norms
