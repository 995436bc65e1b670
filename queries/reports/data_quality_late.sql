-- Events by the month in which they happened: how many came late, and how many only after the month
-- had ended, so that a report of the month that was published before lacks them. No backfill.
-- grain: month_on, source_system
with live as (
    select
        events.type, events.outcome, events.source_system, events.received_at,
        cast(date_trunc('month', events.occurred_on) as date) as month_on,
        date_diff('second', occurred_at, received_at)
            - case when date_only then 86400 else 0 end as seconds
    from events
    where occurred_on >= :starts_on and occurred_on < :ends_on and not backfill
),

late as (
    select
        live.month_on,
        live.source_system,
        count(*) as number,
        count_if(live.seconds > :late_seconds) as late,
        count_if(live.received_at >= months.ends_at) as after_month,
        count_if(
            live.received_at >= months.ends_at and live.type = 'stage' and live.outcome = 'won'
        ) as wins_after_month,
        max(live.seconds) as longest_seconds
    from live
    join calendar as months on months.kind = 'month' and months.starts_on = live.month_on
    group by live.month_on, live.source_system
)

select * from late
order by month_on desc, source_system
