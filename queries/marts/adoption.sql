-- Use of what accounts pay for by calendar month: the last `active_seats`, else `active_users`, that
-- usage events told for the month, and the seats paid: the quantity of the subscriptions that were
-- live when the month ended or at the cut, else the last `seats` told.
-- grain: account_id, starts_on
with told as (
    select
        account_id,
        cast(date_trunc('month', coalesce(period_start, occurred_on)) as date) as starts_on,
        feature, quantity, occurred_at, event_id
    from events
    where type = 'usage' and feature in ('active_seats', 'active_users', 'seats')
),

ranked as (
    select
        told.*,
        row_number() over (
            partition by account_id, starts_on, feature order by occurred_at desc, event_id desc
        ) as nth_from_last
    from told
),

used as (
    select
        account_id, starts_on,
        max(quantity) filter (where feature = 'active_seats') as active_seats,
        max(quantity) filter (where feature = 'active_users') as active_users,
        max(quantity) filter (where feature = 'seats') as seats
    from ranked
    where nth_from_last = 1
    group by account_id, starts_on
),

paid as (
    select used.account_id, used.starts_on, sum(versions.quantity) as quantity
    from used
    join calendar as months on months.kind = 'month' and months.starts_on = used.starts_on
    join cut_days as ends on ends.starts_on = months.ends_on
    join subscription_versions as versions
        on versions.account_id = used.account_id
            and versions.valid_from < ends.begins_at
            and ends.begins_at <= versions.valid_to
    where versions.status = 'live'
    group by used.account_id, used.starts_on
),

adoption as (
    select
        used.account_id, used.starts_on,
        coalesce(used.active_seats, used.active_users) as active_seats,
        cast(coalesce(paid.quantity, used.seats) as decimal(18, 4)) as paid_seats
    from used
    left join paid on paid.account_id = used.account_id and paid.starts_on = used.starts_on
)

select * from adoption
