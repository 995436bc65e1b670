-- Currencies of money that has no rate into the reporting currency on its day: how many days and
-- events, from the first to the last of them.
-- grain: currency
with money as (
    select currency, occurred_on, count(*) as events
    from events
    where amount is not null and currency is not null
    group by currency, occurred_on
),

unrated as (
    select money.currency, money.occurred_on, money.events
    from money
    left join rates
        on rates.currency = money.currency
            and rates.starts_on <= money.occurred_on and money.occurred_on < rates.ends_on
    where rates.currency is null
),

missing_rates as (
    select
        currency,
        count(*) as days,
        cast(sum(events) as bigint) as events,
        min(occurred_on) as first_on,
        max(occurred_on) as last_on
    from unrated
    group by currency
)

select * from missing_rates
order by currency
