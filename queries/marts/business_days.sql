-- Working hours of each local day and the working seconds of all days before it, so that the
-- working time between two moments is the difference of their sums.
-- grain: starts_on
with days as (
    select starts_on, starts_at from calendar where kind = 'day'
),

hours as (
    select starts_on, starts_at, ends_at from calendar where kind = 'business'
),

opening_hours as (
    select
        days.starts_on,
        coalesce(hours.starts_at, days.starts_at) as opens_at,
        coalesce(hours.ends_at, days.starts_at) as closes_at
    from days
    left join hours on hours.starts_on = days.starts_on
),

business_days as (
    select
        starts_on,
        opens_at,
        closes_at,
        cast(coalesce(sum(date_diff('second', opens_at, closes_at)) over (
            order by starts_on rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as seconds_before
    from opening_hours
)

select * from business_days
