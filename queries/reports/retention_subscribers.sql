-- The movements of recurring revenue in the variant in which whoever has a live subscription is a
-- customer, at no price too: in the period, in the year that ends with it and in its months. So a
-- free account that begins to pay expands, and one that ends its free subscription churns.
-- grain: span, kind
with spans as (
    select 'period' as span, :starts_on as starts_on, :ends_on as ends_on
    union all
    select 'year', :year_starts_on, :ends_on
    union all
    select label, starts_on, ends_on
    from calendar
    where kind = 'month' and starts_on >= :months_start_on and ends_on <= :ends_on
),

bounds as (
    select
        spans.span, first_days.starts_on, first_days.begins_at as starts_at,
        end_days.rated_on as ends_on, end_days.begins_at as ends_at
    from spans
    join cut_days as first_days on first_days.starts_on = spans.starts_on and first_days.has_begun
    join cut_days as end_days on end_days.starts_on = spans.ends_on
),

beginnings as (
    select account_id, min(valid_from) as first_at
    from subscription_versions
    where status = 'live'
    group by account_id
),

stocks as (
    select
        bounds.span, bounds.starts_at, versions.account_id,
        start_rates.rate as start_rate, end_rates.rate as end_rate,
        count(*) filter (where valid_from < starts_at) as live_at_start,
        count(*) filter (where valid_to >= ends_at) as live_at_end,
        cast(sum(case when valid_from < starts_at then monthly else 0 * monthly end)
            as decimal(38, 8)) as opening,
        cast(sum(case when valid_to >= ends_at then monthly else 0 * monthly end)
            as decimal(38, 8)) as closing
    from bounds
    join subscription_versions as versions
        on (versions.valid_from < starts_at and starts_at <= versions.valid_to)
            or (versions.valid_from < ends_at and ends_at <= versions.valid_to)
    left join rates as start_rates
        on start_rates.currency = versions.currency
            and start_rates.starts_on <= bounds.starts_on
            and bounds.starts_on < start_rates.ends_on
    join rates as end_rates
        on end_rates.currency = versions.currency
            and end_rates.starts_on <= bounds.ends_on and bounds.ends_on < end_rates.ends_on
    where versions.status = 'live'
    group by
        bounds.span, bounds.starts_at, versions.account_id, start_rates.rate, end_rates.rate
),

account_stocks as (
    select
        span, starts_at, account_id,
        sum(live_at_start) as live_at_start, sum(live_at_end) as live_at_end,
        sum(cast(opening * coalesce(start_rate, end_rate) as decimal(18, 4))) as opened,
        sum(cast(closing * coalesce(start_rate, end_rate) as decimal(18, 4))) as moved,
        sum(cast(closing * end_rate as decimal(18, 4))) as closed
    from stocks
    where start_rate is not null or opening = 0
    group by span, starts_at, account_id
),

named as (
    select
        span, opened, moved, closed,
        case
            when live_at_start = 0 and first_at >= starts_at then 'new'
            when live_at_start = 0 then 'reactivation'
            when live_at_end = 0 then 'churn'
            when moved > opened then 'expansion'
            when moved < opened then 'contraction'
            else 'none'
        end as kind
    from account_stocks
    join beginnings on beginnings.account_id = account_stocks.account_id
),

subscribers as (
    select
        span, kind, count(*) as accounts,
        sum(opened) as opened, sum(moved) as moved, sum(closed) as closed
    from named
    group by span, kind
)

select * from subscribers
order by span, kind
