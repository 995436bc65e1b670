-- Faults of revenue events, on the day on which they happened: before its account was created, of an
-- account that no record describes, a cancellation of what had not started, a second live price for
-- one subscription (started while it was live, or two prices at one moment), a currency without rate.
-- grain: check_id, event_id
with revenue as (
    select
        event_id, account_id, opportunity_id, occurred_at, occurred_on, date_only, rep,
        source_system, subscription_id, action, amount, currency,
        coalesce(effective_at, occurred_at) as effective_at
    from events
    where type = 'revenue'
),

started as (
    select subscription_id, min(effective_at) as started_at
    from revenue
    where action in ('start', 'change', 'renew', 'resume')
    group by subscription_id
),

compared as (
    select
        event_id, action, status, monthly, currency, valid_from,
        lag(status) over versions as last_status,
        lag(valid_from) over versions as last_from,
        lag(monthly) over versions as last_monthly,
        lag(currency) over versions as last_currency
    from subscription_versions
    window versions as (partition by subscription_id order by version)
),

double_priced as (
    select event_id
    from compared
    where last_status = 'live'
        and status = 'live'
        and (
            action = 'start'
            or (valid_from = last_from and (monthly <> last_monthly or currency <> last_currency))
        )
),

judged as (
    select
        checks.check_id,
        revenue.*,
        accounts.created_on,
        case checks.check_id
            when 'revenue_before_account'
                then case
                    when revenue.date_only then revenue.occurred_on < accounts.created_on
                    else revenue.occurred_at < accounts.created_at
                end
            when 'revenue_of_unknown_account' then account_values.account_id is null
            when 'cancelled_before_started'
                then revenue.action = 'cancel'
                    and coalesce(revenue.effective_at < started.started_at, true)
            when 'two_live_prices' then double_priced.event_id is not null
            when 'revenue_without_rate' then revenue.amount <> 0 and rates.rate is null
        end as is_faulty
    from revenue
    left join accounts on accounts.account_id = revenue.account_id
    left join account_values on account_values.account_id = revenue.account_id
    left join started on started.subscription_id = revenue.subscription_id
    left join double_priced on double_priced.event_id = revenue.event_id
    left join rates
        on rates.currency = revenue.currency
            and rates.starts_on <= revenue.occurred_on
            and revenue.occurred_on < rates.ends_on
    cross join (values
        ('revenue_before_account'), ('revenue_of_unknown_account'), ('cancelled_before_started'),
        ('two_live_prices'), ('revenue_without_rate')
    ) as checks (check_id)
),

quality_revenue as (
    select
        check_id, event_id, account_id, opportunity_id,
        coalesce(rep, '(none)') as rep,
        source_system, amount, currency, occurred_on,
        case check_id
            when 'revenue_before_account' then 'created on ' || cast(created_on as varchar)
            when 'revenue_without_rate' then currency
            else subscription_id
        end as detail
    from judged
    where is_faulty
)

select * from quality_revenue
