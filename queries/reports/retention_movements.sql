-- Movements of monthly recurring revenue, net per account, and how many accounts moved so: in the
-- period, in the year that ends with it and in its months, by dimension (months only as `all`).
-- `opened` is the start; `moved` the end at the rates of the start, or of the end where there was
-- neither rate nor stock; `closed` the end at its own rates. A running period ends at the cut.
-- grain: span, dimension, value, kind
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
        spans.span, first_days.month_on, first_days.begins_at as starts_at, end_days.begins_at as ends_at,
        first_days.starts_on, end_days.rated_on as ends_on
    from spans
    join cut_days as first_days on first_days.starts_on = spans.starts_on and first_days.has_begun
    join cut_days as end_days on end_days.starts_on = spans.ends_on
),

-- The stock when the month of the start began, and what changed since.
flows as (
    select
        bounds.*, account_id, currency, opening_native as amount,
        false as in_span, false as is_new_account, false as is_new_product
    from bounds
    join mrr_months as months on months.starts_on = bounds.month_on
    union all
    select
        bounds.*, account_id, currency, change,
        changed_at >= starts_at, account_first_at >= starts_at, product_first_at >= starts_at
    from bounds
    join mrr_changes as changes
        on changes.changed_on >= bounds.month_on and changes.changed_at < bounds.ends_at
),

stocks as (
    select
        flows.span, flows.account_id, flows.currency,
        start_rates.rate as start_rate, end_rates.rate as end_rate,
        count(*) filter (where is_new_account) as first_changes,
        cast(sum(case when in_span then 0 * amount else amount end) as decimal(38, 8)) as opening,
        cast(sum(amount) as decimal(38, 8)) as closing,
        cast(sum(case when is_new_product then amount else 0 * amount end) as decimal(38, 8))
            as new_product
    from flows
    left join rates as start_rates
        on start_rates.currency = flows.currency
            and start_rates.starts_on <= flows.starts_on and flows.starts_on < start_rates.ends_on
    left join rates as end_rates
        on end_rates.currency = flows.currency
            and end_rates.starts_on <= flows.ends_on and flows.ends_on < end_rates.ends_on
    group by flows.span, flows.account_id, flows.currency, start_rates.rate, end_rates.rate
),

account_stocks as (
    select
        span, account_id, sum(first_changes) as first_changes,
        sum(cast(opening * coalesce(start_rate, end_rate) as decimal(18, 4))) as opened,
        sum(cast(closing * coalesce(start_rate, end_rate) as decimal(18, 4))) as moved,
        sum(cast(closing * end_rate as decimal(18, 4))) as closed,
        sum(cast(new_product * coalesce(start_rate, end_rate) as decimal(18, 4))) as new_product
    from stocks
    where end_rate is not null and (start_rate is not null or opening = 0)
    group by span, account_id
),

cells as (
    select
        span, dimension, value, opened, moved, closed, new_product,
        case
            when opened <= 0 and moved > 0 and first_changes > 0 then 'new'
            when opened <= 0 and moved > 0 then 'reactivation'
            when opened > 0 and moved <= 0 then 'churn'
            when moved > opened then 'expansion'
            when moved < opened then 'contraction'
            else 'none'
        end as kind
    from account_stocks
    join subscriber_values on subscriber_values.account_id = account_stocks.account_id
    where (opened <> 0 or moved <> 0)
        and (dimension = 'all' or (dimension in (:dimensions) and span in ('period', 'year')))
),

movements as (
    select
        span, dimension, value, kind, count(*) as accounts,
        sum(opened) as opened, sum(moved) as moved, sum(closed) as closed,
        sum(greatest(least(new_product, moved - opened), 0 * moved)) as cross_sell
    from cells
    group by span, dimension, value, kind
)

select * from movements
order by span, dimension, value, kind
