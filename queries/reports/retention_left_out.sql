-- What the retention figures leave out or read with care, each with an example's id: stocks of the
-- period in a currency without rate at its start (unless it began in it), negative prices that are
-- live in it, NPS on another scale than 10.
-- grain: reason, id
with bounds as (
    select
        first_days.starts_on, first_days.month_on, first_days.begins_at as starts_at,
        end_days.rated_on, end_days.begins_at as ends_at
    from cut_days as first_days
    cross join cut_days as end_days
    where first_days.starts_on = :starts_on
        and first_days.has_begun
        and end_days.starts_on = :ends_on
),

flows as (
    select months.account_id, months.currency, months.opening_native as amount, true as is_before
    from bounds
    join mrr_months as months on months.starts_on = bounds.month_on
    union all
    select
        changes.account_id, changes.currency, changes.change, changes.changed_at < bounds.starts_at
    from bounds
    join mrr_changes as changes
        on changes.changed_on >= bounds.month_on and changes.changed_at < bounds.ends_at
),

stocks as (
    select
        account_id, currency,
        sum(amount) as closing,
        sum(case when is_before then amount else 0 * amount end) as opening
    from flows
    group by account_id, currency
),

unrated as (
    select
        'no_rate' as reason, stocks.account_id || ' ' || stocks.currency as id,
        cast(cast(stocks.opening as decimal(18, 4)) as varchar) || ' to '
            || cast(cast(stocks.closing as decimal(18, 4)) as varchar) as detail
    from stocks
    cross join bounds
    left join rates as start_rates
        on start_rates.currency = stocks.currency
            and start_rates.starts_on <= bounds.starts_on
            and bounds.starts_on < start_rates.ends_on
    left join rates as end_rates
        on end_rates.currency = stocks.currency
            and end_rates.starts_on <= bounds.rated_on
            and bounds.rated_on < end_rates.ends_on
    where (stocks.opening <> 0 or stocks.closing <> 0)
        and (end_rates.rate is null or (start_rates.rate is null and stocks.opening <> 0))
),

negative as (
    select
        'negative_price' as reason, versions.subscription_id as id,
        cast(min(versions.monthly) as varchar) || ' ' || min(versions.currency) as detail
    from subscription_versions as versions
    cross join bounds
    where versions.monthly < 0
        and versions.valid_from < bounds.ends_at
        and bounds.starts_at < versions.valid_to
    group by versions.subscription_id
),

odd_answers as (
    select
        'other_scale' as reason, event_id as id,
        cast(score as varchar) || ' of ' || cast(scale_max as varchar) as detail
    from surveys
    where kind = 'nps'
        and scale_max <> 10
        and occurred_on >= :starts_on and occurred_on < :ends_on
),

left_out as (
    select reason, id, detail from unrated
    union all
    select reason, id, detail from negative
    union all
    select reason, id, detail from odd_answers
)

select * from left_out
order by reason, id
