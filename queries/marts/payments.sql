-- Money that accounts paid: charges, refunds as negative amounts, and sales and renewals paid once.
-- The price of a subscription is no payment: see subscription_versions.
-- grain: event_id
-- partition: year(occurred_on)
with payments as (
    select
        event_id, account_id, occurred_at, occurred_on, action,
        case when action = 'refund' then -abs(amount) else amount end as amount,
        currency, product, opportunity_id, subscription_id
    from events
    where type = 'revenue'
        and (
            action in ('charge', 'refund')
            or ("interval" = 'once' and action in ('start', 'change', 'renew', 'resume'))
        )
)

select * from payments
