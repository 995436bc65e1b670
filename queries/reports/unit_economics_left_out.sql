-- What a reader of the period must know of its input, each with an id: spend without a rate and
-- credit notes, won opportunities without amount, rate or account, revenue without a rate.
-- grain: reason, id
with found as (
    select
        case when value is null then 'spend_without_rate' else 'credit_note' end as reason,
        event_id as id,
        cast(sum(amount) as varchar) || ' ' || currency as detail
    from spend_daily
    where day >= :starts_on and day < :ends_on and (value is null or is_credit_note)
    group by
        case when value is null then 'spend_without_rate' else 'credit_note' end,
        event_id, currency
    union all
    select
        case when amount is null then 'won_without_amount' else 'won_without_rate' end,
        opportunity_id,
        cast(amount as varchar) || ' ' || currency
    from conversions
    where basis = 'won'
        and value is null
        and converted_on >= :starts_on and converted_on < :ends_on
    union all
    select 'won_without_account', opportunity_id, cast(amount as varchar) || ' ' || currency
    from conversions
    where basis = 'won'
        and account_id is null
        and converted_on >= :starts_on and converted_on < :ends_on
    union all
    select
        'recurring_without_rate', account_id,
        cast(max(greatest(opening_native, closing_native)) as varchar) || ' ' || min(currency)
    from mrr_months
    where (opening is null and opening_native > 0 or closing is null and closing_native > 0)
        and ends_on > :recurring_start_on and starts_on < :ends_on
    group by account_id
    union all
    select
        'payment_without_rate', payments.event_id,
        cast(payments.amount as varchar) || ' ' || payments.currency
    from payments
    left join rates
        on rates.currency = payments.currency
            and rates.starts_on <= payments.occurred_on and payments.occurred_on < rates.ends_on
    where payments.subscription_id is null
        and rates.rate is null
        and payments.occurred_on >= :recurring_start_on and payments.occurred_on < :ends_on
),

left_out as (
    select reason, id, detail from found
)

select * from left_out
order by reason, id
