-- Local days as a report sees them: the moment at which each begins, or the cut where that is
-- earlier, and the day whose rates hold then. Only a day that has begun can open a period.
-- grain: starts_on
with today as (
    select cut.cut_at, days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

cut_days as (
    select
        days.starts_on,
        cast(date_trunc('month', days.starts_on) as date) as month_on,
        days.starts_at < today.cut_at as has_begun,
        least(days.starts_at, today.cut_at) as begins_at,
        least(days.starts_on, today.cut_on) as rated_on
    from calendar as days
    cross join today
    where days.kind = 'day'
)

select * from cut_days
