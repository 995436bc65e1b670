-- What accounts do that cohorts may count, apart from plain events: becoming a customer, deals won,
-- payments, and each month at whose end, or at the cut, they have recurring revenue. Money is in
-- the reporting currency, null without amount or rate. A refund is no activity but lowers money.
-- grain: kind, activity_id
with customer_starts as (
    select
        'customer' as kind, account_id as activity_id, account_id,
        acquired_at as occurred_at, acquired_on as occurred_on,
        -- Midnight is as good as a day.
        days.starts_at = customers.acquired_at as date_only,
        1 as occurrences,
        cast(null as decimal(18, 4)) as amount, cast(null as decimal(18, 4)) as quantity
    from customers
    join calendar as days on days.kind = 'day' and days.starts_on = customers.acquired_on
),

won as (
    select
        'won' as kind, conversions.conversion_id as activity_id, conversions.account_id,
        converted_at as occurred_at, converted_on as occurred_on,
        coalesce(closes.date_only, false) as date_only,
        1 as occurrences, value as amount, cast(null as decimal(18, 4)) as quantity
    from conversions
    left join opportunity_closes as closes on closes.opportunity_id = conversions.opportunity_id
    where basis = 'won' and account_id is not null
),

paid as (
    select
        'payment' as kind, payments.event_id as activity_id, payments.account_id,
        payments.occurred_at, payments.occurred_on, events.date_only,
        case when payments.amount > 0 then 1 else 0 end as occurrences,
        cast(cast(payments.amount as decimal(38, 8)) * rates.rate as decimal(18, 4)) as amount,
        cast(null as decimal(18, 4)) as quantity
    from payments
    join events on events.event_id = payments.event_id
    left join rates
        on rates.currency = payments.currency
            and rates.starts_on <= payments.occurred_on and payments.occurred_on < rates.ends_on
),

-- The last day of the month, or the day of the cut.
months as (
    select
        mrr_months.account_id, mrr_months.currency, mrr_months.starts_on, mrr_months.closing,
        ends.starts_on as day_after, ends.begins_at as closed_at,
        case when ends.has_begun then cast(date_add('day', -1, ends.starts_on) as date)
            else ends.rated_on
        end as closed_on
    from mrr_months
    join cut_days as ends on ends.starts_on = mrr_months.ends_on
    where mrr_months.closing_native > 0
),

seats as (
    select months.account_id, months.currency, months.starts_on, sum(versions.quantity) as quantity
    from months
    join subscription_versions as versions
        on versions.account_id = months.account_id and versions.currency = months.currency
            and versions.valid_from < months.closed_at and months.closed_at <= versions.valid_to
    where versions.status = 'live'
    group by months.account_id, months.currency, months.starts_on
),

subscribed as (
    select
        'subscription' as kind,
        months.account_id || ':' || months.currency || ':' || cast(months.starts_on as varchar)
            as activity_id,
        months.account_id, days.starts_at as occurred_at, months.closed_on as occurred_on,
        true as date_only, 1 as occurrences, months.closing as amount,
        cast(seats.quantity as decimal(18, 4)) as quantity
    from months
    join calendar as days on days.kind = 'day' and days.starts_on = months.closed_on
    left join seats
        on seats.account_id = months.account_id and seats.currency = months.currency
            and seats.starts_on = months.starts_on
),

activities as (
    select * from customer_starts
    union all
    select * from won
    union all
    select * from paid
    union all
    select * from subscribed
)

select * from activities
