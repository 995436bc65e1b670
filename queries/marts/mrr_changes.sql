-- Changes of monthly recurring revenue in its own currency, by account, product and moment, future
-- ones too: what subscriptions that become live add, less what those that end or change took. The
-- stock at a moment is the sum of the changes before it. Beside each: when its account, and its
-- account with this product, had recurring revenue first.
-- grain: account_id, currency, product, changed_at
-- partition: year(changed_on)
with live as (
    select
        account_id, currency, coalesce(product, '(none)') as product, monthly,
        valid_from, valid_from_on, valid_to,
        lead(valid_from_on) over (partition by subscription_id order by version) as valid_to_on
    from subscription_versions
),

edges as (
    select
        account_id, currency, product,
        valid_from as changed_at, valid_from_on as changed_on, monthly as change
    from live
    where monthly <> 0
    union all
    select account_id, currency, product, valid_to, valid_to_on, -monthly
    from live
    where monthly <> 0 and valid_to_on is not null
),

netted as (
    select
        account_id, currency, product, changed_at,
        min(changed_on) as changed_on,
        cast(sum(change) as decimal(18, 4)) as change
    from edges
    group by account_id, currency, product, changed_at
),

mrr_changes as (
    select
        account_id, currency, product, changed_at, changed_on, change,
        min(changed_at) over (partition by account_id) as account_first_at,
        min(changed_at) over (partition by account_id, product) as product_first_at
    from netted
    where change <> 0
)

select * from mrr_changes
