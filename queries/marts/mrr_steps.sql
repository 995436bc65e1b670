-- Steps of the monthly recurring revenue of each account in each currency: the stock before and
-- after all that its subscriptions changed at one moment, and what of the change is for products it
-- had not paid for before. The account's stocks add its currencies unconverted: they only tell
-- whether it paid at all.
-- grain: account_id, currency, changed_at
-- partition: year(changed_on)
with moments as (
    select
        account_id, currency, changed_at, changed_on,
        changed_at = account_first_at as is_first,
        sum(change) as change,
        coalesce(sum(change) filter (where changed_at = product_first_at), 0) as new_product
    from mrr_changes
    group by account_id, currency, changed_at, changed_on, changed_at = account_first_at
),

running as (
    select
        moments.*,
        sum(change) over (partition by account_id, currency order by changed_at) as after,
        sum(change) over (partition by account_id order by changed_at) as account_after,
        sum(change) over (partition by account_id, changed_at) as account_change
    from moments
),

mrr_steps as (
    select
        account_id, currency, changed_at, changed_on, is_first,
        cast(after - change as decimal(18, 4)) as before,
        cast(after as decimal(18, 4)) as after,
        cast(new_product as decimal(18, 4)) as new_product,
        cast(account_after - account_change as decimal(18, 4)) as account_before,
        cast(account_after as decimal(18, 4)) as account_after
    from running
)

select * from mrr_steps
