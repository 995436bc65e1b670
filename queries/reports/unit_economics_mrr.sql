-- Monthly recurring revenue, and the accounts that have some, at the end of the period or the cut,
-- whichever is earlier, at the rates of that moment. Accounts without a rate are counted apart.
-- grain: dimension, value
with stocks as (
    select
        changes.account_id, changes.currency, days.rated_on, sum(changes.change) as native
    from mrr_changes as changes
    join cut_days as days on days.starts_on = :ends_on and changes.changed_at < days.begins_at
    group by changes.account_id, changes.currency, days.rated_on
),

held as (
    select
        stocks.account_id,
        sum(cast(cast(stocks.native as decimal(38,8)) * rates.rate as decimal(18,4))) as amount,
        count(*) filter (where rates.rate is null) as unrated
    from stocks
    left join rates
        on rates.currency = stocks.currency
            and rates.starts_on <= stocks.rated_on and stocks.rated_on < rates.ends_on
    where stocks.native > 0
    group by stocks.account_id
),

cells as (
    select held.amount, held.unrated, subscriber_values.dimension, subscriber_values.value
    from held
    join subscriber_values on subscriber_values.account_id = held.account_id
    where subscriber_values.dimension in (:dimensions)
),

mrr as (
    select
        dimension, value,
        count(*) filter (where unrated = 0) as accounts,
        count(*) filter (where unrated > 0) as unrated_accounts,
        coalesce(
            sum(case when unrated = 0 then amount end), cast(0 as decimal(38,4))
        ) as amount
    from cells
    group by dimension, value
)

select * from mrr
order by dimension, value
