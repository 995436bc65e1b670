-- Movements of monthly recurring revenue by each change: what an account's subscriptions changed at
-- one moment is one change. At the rates of the start of the period, or of its end where there was
-- neither rate nor stock, so that the amounts add up to those net per account.
-- grain: kind
with bounds as (
    select
        first_days.starts_on, first_days.begins_at as starts_at,
        end_days.rated_on, end_days.begins_at as ends_at
    from cut_days as first_days
    cross join cut_days as end_days
    where first_days.starts_on = :starts_on
        and first_days.has_begun
        and end_days.starts_on = :ends_on
),

rated as (
    select
        mrr_steps.*,
        coalesce(start_rates.rate, end_rates.rate) as rate,
        start_rates.rate is not null as is_early,
        first_value(before) over (
            partition by mrr_steps.account_id, mrr_steps.currency order by changed_at
        ) as opening
    from bounds
    join mrr_steps
        on mrr_steps.changed_on >= :starts_on
            and bounds.starts_at <= mrr_steps.changed_at
            and mrr_steps.changed_at < bounds.ends_at
    left join rates as start_rates
        on start_rates.currency = mrr_steps.currency
            and start_rates.starts_on <= bounds.starts_on
            and bounds.starts_on < start_rates.ends_on
    join rates as end_rates
        on end_rates.currency = mrr_steps.currency
            and end_rates.starts_on <= bounds.rated_on
            and bounds.rated_on < end_rates.ends_on
),

steps as (
    select
        account_id, changed_at, is_first, account_before, account_after,
        sum(
            cast(cast(after as decimal(38, 8)) * rate as decimal(18, 4))
            - cast(cast(before as decimal(38, 8)) * rate as decimal(18, 4))
        ) as change,
        sum(cast(cast(new_product as decimal(38, 8)) * rate as decimal(18, 4))) as new_product
    from rated
    where is_early or opening = 0
    group by account_id, changed_at, is_first, account_before, account_after
),

named as (
    select
        account_id, change, new_product,
        case
            when account_before <= 0 and account_after > 0 and is_first then 'new'
            when account_before <= 0 and account_after > 0 then 'reactivation'
            when account_before > 0 and account_after <= 0 then 'churn'
            when change > 0 then 'expansion'
            when change < 0 then 'contraction'
            else 'none'
        end as kind
    from steps
),

changes as (
    select
        kind,
        count(*) as changes,
        count(distinct account_id) as accounts,
        sum(change) as change,
        sum(greatest(least(new_product, change), 0 * change)) as cross_sell
    from named
    group by kind
)

select * from changes
order by kind
