-- Periods that can be forecast or tried in hindsight: of each kind the one that holds the cut (place
-- 0) and the 16 before it, with the moment at which as much of the period was left as of this one at
-- the cut. `quota` is the company's quota period that holds the cut.
-- grain: kind, place
with begun as (
    select
        periods.kind, periods.label, periods.starts_on, periods.ends_on,
        periods.starts_at, periods.ends_at, cut.cut_at,
        row_number() over (partition by periods.kind order by periods.starts_on desc) - 1 as place
    from calendar as periods
    cross join cut
    where periods.kind in ('week', 'month', 'quarter', 'year', 'fiscal_quarter', 'fiscal_year')
        and periods.starts_at <= cut.cut_at
),

quota as (
    select
        'quota' as kind, 'quota' as label, first_days.starts_on, last_days.ends_on,
        first_days.starts_at, last_days.ends_at, cut.cut_at,
        row_number() over (
            order by case quota_periods.scope when 'all' then 0 else 1 end, quota_periods.scope,
                quota_periods.starts_on
        ) - 1 as place
    from cut
    join calendar as today
        on today.kind = 'day' and today.starts_at <= cut.cut_at and cut.cut_at < today.ends_at
    join quota_periods
        on quota_periods.owner_kind = 'all'
            and quota_periods.starts_on <= today.starts_on
            and today.starts_on < quota_periods.ends_on
    join calendar as first_days
        on first_days.kind = 'day' and first_days.starts_on = quota_periods.starts_on
    join calendar as last_days
        on last_days.kind = 'day' and last_days.ends_on = quota_periods.ends_on
),

shown as (
    select begun.*, latest.ends_at as latest_ends_at
    from begun
    join begun as latest on latest.kind = begun.kind and latest.place = 0
    where begun.place <= 16
    union all
    select quota.*, quota.ends_at from quota where place = 0
),

moments as (
    select
        kind, place, label, starts_on, ends_on, starts_at, ends_at,
        greatest(starts_at, cast(
            date_add('second', -date_diff('second', cut_at, latest_ends_at), ends_at) as timestamp(6)
        )) as as_of
    from shown
),

forecast_periods as (
    select
        moments.*,
        date_diff('second', moments.as_of, moments.ends_at) as seconds_left,
        days.starts_on as as_of_on
    from moments
    join calendar as days
        on days.kind = 'day' and days.starts_at <= moments.as_of and moments.as_of < days.ends_at
)

select * from forecast_periods
