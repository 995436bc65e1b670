-- How long each visit lasted, in seconds, an open one up to the cut, with the outcome of its
-- attempt and the dimensions at entry. Calendar days, as multiples of 86,400, where either end is
-- a day.
-- grain: funnel, subject_id, attempt, visit
-- kind: view
with moments as (
    select cut.cut_at, days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

tries as (
    select
        journeys.*,
        row_number() over (
            partition by funnel, subject_id, attempt
            order by case when rule = 'ordered' then 1 else 0 end, rule, entered_at
        ) as nth
    from journeys
),

attempts as (
    select * from tries where nth = 1
),

visit_times as (
    select
        visits.funnel,
        visits.subject_id,
        visits.attempt,
        visits.visit,
        visits.stage_no,
        visits.entered_at,
        visits.entered_on,
        visits.date_only,
        visits.exited_at,
        visits.exited_on,
        visits.exited_at is null as is_open,
        case
            when visits.exited_at is not null then visits.seconds
            when visits.in_calendar_days
                then date_diff('day', visits.entered_on, moments.cut_on) * 86400
            else date_diff('second', visits.entered_at, moments.cut_at)
        end as seconds,
        coalesce(attempts.outcome, 'open') as outcome,
        coalesce(attempts.source, '(none)') as source,
        coalesce(attempts.channel, '(none)') as channel,
        coalesce(attempts.campaign, '(none)') as campaign,
        coalesce(attempts.campaign_type, '(none)') as campaign_type,
        coalesce(attempts.content, '(none)') as content,
        coalesce(attempts.content_type, '(none)') as content_type,
        coalesce(attempts.region, '(none)') as region,
        coalesce(attempts.segment, '(none)') as segment,
        coalesce(attempts.product, '(none)') as product,
        coalesce(attempts.rep, '(none)') as rep,
        coalesce(attempts.team, '(none)') as team
    from stage_visits as visits
    cross join moments
    left join attempts
        on attempts.funnel = visits.funnel
            and attempts.subject_id = visits.subject_id
            and attempts.attempt = visits.attempt
)

select * from visit_times
