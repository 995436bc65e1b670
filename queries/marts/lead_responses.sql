-- How fast each lead was answered and assigned, in seconds from its creation: to its first human
-- touch, or without one to the cut, by the clock and in working hours. Calendar days, as multiples
-- of 86,400 and from day to day, where either end is a day.
-- grain: lead_id
-- partition: year(created_on)
with moments as (
    select cut.cut_at, days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

compared as (
    select
        touches.lead_id,
        touches.event_id,
        touches.occurred_at,
        touches.occurred_on,
        touches.date_only,
        case
            when leads.date_only or touches.date_only then touches.occurred_on < leads.created_on
            else touches.occurred_at < leads.created_at
        end as is_before
    from human_touches as touches
    join leads on leads.lead_id = touches.lead_id
),

ranked as (
    select
        compared.*,
        row_number() over (partition by lead_id, is_before order by occurred_at, event_id) as nth
    from compared
),

assigned as (
    select
        lead_id, occurred_at, occurred_on, date_only,
        row_number() over (partition by lead_id order by occurred_at, event_id) as nth
    from events
    where type = 'person' and name = 'assigned' and lead_id is not null
),

spans as (
    select
        leads.*,
        earlier.lead_id is not null as touched_before,
        answer.lead_id is not null as is_answered,
        coalesce(answer.occurred_at, moments.cut_at) as ended_at,
        coalesce(answer.occurred_on, moments.cut_on) as ended_on,
        leads.date_only or coalesce(answer.date_only, false) as in_calendar_days,
        case
            when leads.date_only or assigned.date_only
                then date_diff('day', leads.created_on, assigned.occurred_on) * 86400
            else date_diff('second', leads.created_at, assigned.occurred_at)
        end as assigned_seconds
    from leads
    cross join moments
    left join ranked as earlier
        on earlier.lead_id = leads.lead_id and earlier.is_before and earlier.nth = 1
    left join ranked as answer
        on answer.lead_id = leads.lead_id and not answer.is_before and answer.nth = 1
    left join assigned on assigned.lead_id = leads.lead_id and assigned.nth = 1
),

lead_responses as (
    select
        spans.lead_id, spans.created_at, spans.created_on, spans.touched_before, spans.is_answered,
        case
            when spans.in_calendar_days
                then date_diff('day', spans.created_on, spans.ended_on) * 86400
            else date_diff('second', spans.created_at, spans.ended_at)
        end as clock_seconds,
        last_day.seconds_before - first_day.seconds_before + case
            when spans.in_calendar_days then 0
            else date_diff('second', last_day.opens_at, greatest(
                last_day.opens_at, least(spans.ended_at, last_day.closes_at)
            )) - date_diff('second', first_day.opens_at, greatest(
                first_day.opens_at, least(spans.created_at, first_day.closes_at)
            ))
        end as business_seconds,
        spans.assigned_seconds,
        spans.source, spans.channel, spans.campaign, spans.campaign_type, spans.content,
        spans.content_type, spans.region, spans.segment, spans.product, spans.rep,
        spans.team
    from spans
    left join business_days as first_day on first_day.starts_on = spans.created_on
    left join business_days as last_day on last_day.starts_on = spans.ended_on
)

select * from lead_responses
