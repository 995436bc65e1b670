-- Faults of single events, on the day on which they happened: a stage or touch whose name is in no
-- funnel and no touch group, a time after the event was received, a negative spend (a credit note),
-- spend on days without a rate, an answer whose highest score nobody said.
-- grain: check_id, event_id
with names as (
    select name from funnel_names
    union
    select name from touch_names where touch_group is not null
),

unrated as (
    select event_id, min(day) as first_day
    from spend_daily
    where value is null
    group by event_id
),

judged as (
    select
        events.*,
        unrated.first_day,
        events.type in ('stage', 'touch') and names.name is null as has_unknown_name,
        events.occurred_at > events.received_at as is_in_future,
        events.type = 'spend' and coalesce(events.amount < 0, false) as is_negative,
        unrated.event_id is not null as is_unrated,
        events.type = 'survey' and coalesce(events.kind in ('csat', 'review'), false)
            and events.scale_max is null as is_unscaled
    from events
    left join names on names.name = events.name
    left join unrated on unrated.event_id = events.event_id
),

faulty as (
    select *
    from judged
    where has_unknown_name or is_in_future or is_negative or is_unrated or is_unscaled
),

quality_events as (
    select
        checks.check_id, event_id, lead_id, contact_id, account_id, opportunity_id,
        coalesce(rep, '(none)') as rep,
        source_system,
        case when type = 'spend' then amount end as amount,
        case when type = 'spend' then currency end as currency,
        occurred_on,
        case checks.check_id
            when 'unknown_name' then name
            when 'in_future' then 'received on ' || cast(cast(received_at as date) as varchar)
            when 'spend_without_rate' then currency || ' on ' || cast(first_day as varchar)
            when 'unscaled_score' then kind
        end as detail
    from faulty
    cross join (values
        ('unknown_name'), ('in_future'), ('negative_spend'), ('spend_without_rate'),
        ('unscaled_score')
    ) as checks (check_id)
    where case checks.check_id
        when 'unknown_name' then has_unknown_name
        when 'in_future' then is_in_future
        when 'negative_spend' then is_negative
        when 'spend_without_rate' then is_unrated
        else is_unscaled
    end
)

select * from quality_events
