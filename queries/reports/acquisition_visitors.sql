-- From visitors to leads in the period, by channel: sessions that aggregates count, known visitors
-- under the channel of their first touch in it and how many of them are leads, and leads created.
-- `all` stands for every channel.
-- grain: is_total, channel
with web_touches as (
    select
        visitor_id, coalesce(channel, '(none)') as channel, lead_id,
        row_number() over (partition by visitor_id order by occurred_at, event_id) as nth
    from touches
    where visitor_id is not null and occurred_on >= :starts_on and occurred_on < :ends_on
),

visitors as (
    select
        max(case when nth = 1 then channel end) as channel,
        max(case when lead_id is not null then 1 else 0 end) as is_lead
    from web_touches
    group by visitor_id
),

facts as (
    select
        coalesce(channel, '(none)') as by_channel,
        "count" as sessions, 0 as visitors, 0 as identified, 0 as created
    from touches
    where touch_group = 'session' and occurred_on >= :starts_on and occurred_on < :ends_on
    union all
    select channel, 0, 1, is_lead, 0 from visitors
    union all
    select channel, 0, 0, 0, 1
    from leads
    where created_on >= :starts_on and created_on < :ends_on
),

visits as (
    select
        case when grouping(by_channel) = 1 then 'all' else by_channel end as channel,
        grouping(by_channel) = 1 as is_total,
        cast(coalesce(sum(sessions), 0) as bigint) as sessions,
        cast(coalesce(sum(visitors), 0) as bigint) as visitors,
        cast(coalesce(sum(identified), 0) as bigint) as identified,
        cast(coalesce(sum(created), 0) as bigint) as created
    from facts
    group by grouping sets ((by_channel), ())
)

select * from visits
order by is_total, channel
