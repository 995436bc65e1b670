-- Why accounts stopped paying in the period, net per account: the reason of the last cancel that
-- took effect in it, (paused) for a pause without reason; and their monthly money at the start.
-- grain: dimension, value, reason
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
    select
        bounds.starts_on, bounds.rated_on, account_id, currency,
        opening_native as opening, 0 * opening_native as change
    from bounds
    join mrr_months as months on months.starts_on = bounds.month_on
    union all
    select
        bounds.starts_on, bounds.rated_on, account_id, currency,
        case when changed_at < starts_at then change else 0 * change end,
        case when changed_at < starts_at then 0 * change else change end
    from bounds
    join mrr_changes as changes
        on changes.changed_on >= bounds.month_on and changes.changed_at < bounds.ends_at
),

stocks as (
    select
        flows.account_id, flows.currency, start_rates.rate as start_rate, end_rates.rate as end_rate,
        cast(sum(opening) as decimal(38, 8)) as opening,
        cast(sum(opening) + sum(change) as decimal(38, 8)) as closing
    from flows
    left join rates as start_rates
        on start_rates.currency = flows.currency
            and start_rates.starts_on <= flows.starts_on and flows.starts_on < start_rates.ends_on
    join rates as end_rates
        on end_rates.currency = flows.currency
            and end_rates.starts_on <= flows.rated_on and flows.rated_on < end_rates.ends_on
    group by flows.account_id, flows.currency, start_rates.rate, end_rates.rate
),

moves as (
    select
        account_id,
        sum(cast(opening * coalesce(start_rate, end_rate) as decimal(18, 4))) as opened,
        sum(cast(closing * coalesce(start_rate, end_rate) as decimal(18, 4))) as moved
    from stocks
    where start_rate is not null or opening = 0
    group by account_id
),

stops as (
    select
        versions.account_id,
        coalesce(
            versions.reason, case versions.status when 'paused' then '(paused)' else '(none)' end
        ) as reason,
        row_number() over (
            partition by versions.account_id
            order by versions.valid_from desc, versions.subscription_id desc, versions.version desc
        ) as nth_from_last
    from bounds
    join subscription_versions as versions
        on versions.valid_from_on >= :starts_on
            and bounds.starts_at <= versions.valid_from
            and versions.valid_from < bounds.ends_at
    where versions.status in ('cancelled', 'paused')
),

reasons as (
    select
        subscriber_values.dimension, subscriber_values.value,
        coalesce(stops.reason, '(none)') as reason,
        count(*) as accounts,
        sum(moves.opened - moves.moved) as churned
    from moves
    join subscriber_values on subscriber_values.account_id = moves.account_id
    left join stops on stops.account_id = moves.account_id and stops.nth_from_last = 1
    where moves.opened > 0 and moves.moved <= 0 and subscriber_values.dimension in (:dimensions)
    group by subscriber_values.dimension, subscriber_values.value, coalesce(stops.reason, '(none)')
)

select * from reasons
order by dimension, value, reason
