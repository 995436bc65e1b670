-- Days from the first touch of a new customer to its opportunity, its first won one and its first
-- payment, of customers won in the days given: how many took how many days. Those without a touch,
-- or with one after the step, have no days.
-- grain: step, days
with acquired as (
    select
        customers.account_id, customers.acquired_on, opportunities.opened_on,
        first_touches.touched_on
    from customers
    join opportunities on opportunities.opportunity_id = customers.opportunity_id
    left join first_touches on first_touches.opportunity_id = customers.opportunity_id
    where customers.acquired_on >= :lags_start_on and customers.acquired_on < :ends_on
),

paid as (
    select account_id, min(occurred_on) as paid_on
    from payments
    where amount > 0
    group by account_id
),

reached as (
    select 'opened' as step, touched_on, opened_on as reached_on from acquired
    union all
    select 'won', touched_on, acquired_on from acquired
    union all
    select 'paid', acquired.touched_on, paid.paid_on
    from acquired
    left join paid on paid.account_id = acquired.account_id
),

spans as (
    select
        step,
        case when touched_on <= reached_on then date_diff('day', touched_on, reached_on) end
            as days
    from reached
),

lags as (
    select step, days, count(*) as number
    from spans
    group by step, days
)

select * from lags
order by step, days
