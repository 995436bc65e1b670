-- The period of each kind that holds each local day, numbered in order, and how many hours came
-- before the day. With it moments find their period by an equality.
-- grain: kind, day
with days as (
    select
        starts_on as day, starts_at as day_starts_at, ends_at as day_ends_at,
        coalesce(sum(date_diff('hour', starts_at, ends_at)) over (
            order by starts_on rows between unbounded preceding and 1 preceding
        ), 0) as hours_before
    from calendar
    where kind = 'day'
),

spans as (
    select kind, label, starts_on, ends_on, starts_at, ends_at
    from calendar
    where kind not in ('day_part', 'business')
),

kinds as (
    select kind from spans group by kind
),

counted as (
    select
        kinds.kind, days.day, days.day_starts_at, days.day_ends_at, days.hours_before,
        max(spans.starts_on) over so_far as starts_on,
        count(spans.starts_on) over so_far as number
    from days
    cross join kinds
    left join spans on spans.kind = kinds.kind and spans.starts_on = days.day
    window so_far as (
        partition by kinds.kind order by days.day
        rows between unbounded preceding and current row
    )
),

period_days as (
    select
        counted.kind, counted.day, counted.day_starts_at, counted.day_ends_at,
        cast(counted.hours_before as bigint) as hours_before,
        counted.number, spans.label, spans.starts_on, spans.ends_on, spans.starts_at, spans.ends_at
    from counted
    join spans on spans.kind = counted.kind and spans.starts_on = counted.starts_on
)

select * from period_days
