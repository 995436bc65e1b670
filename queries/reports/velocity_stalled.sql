-- Open attempts whose visit is older than usual: the 90th percentile of visits to that stage that
-- ended in the last 365 days, with too few of them the target. Late stages come first, in each the
-- longest over it.
-- grain: subject_id, attempt
with judged as (
    select
        visits.subject_id, visits.attempt, visits.stage_no, visits.entered_on, visits.seconds,
        visits.channel, visits.segment, visits.rep,
        case when norms.number >= :least_visits then 'usual' else 'target' end as judged_by,
        case
            when norms.number >= :least_visits then norms.p90_seconds
            else cast(cast(
                nullif(split_part(:target_days, ',', visits.stage_no), '') as bigint
            ) * 86400 as double)
        end as limit_seconds
    from visit_times as visits
    left join stage_norms as norms
        on norms.funnel = visits.funnel and norms.stage_no = visits.stage_no
    where visits.funnel = :funnel and visits.is_open and visits.outcome = 'open'
),

placed as (
    select
        judged.*,
        row_number() over (
            order by stage_no desc, cast(seconds as double) - limit_seconds desc, subject_id, attempt
        ) as place
    from judged
    where cast(seconds as double) > limit_seconds
),

stalled as (
    select * from placed where place <= :shown
)

select * from stalled
order by place
