-- What customers paid by the month in which they were acquired and the months since: recurring
-- revenue at each month's end and money paid once, in the reporting currency. Only months that
-- ended by the cut; a month without revenue has a row too.
-- grain: starts_on, month_no
with months as (
    select
        starts_on, year(starts_on) * 12 + month(starts_on) as number,
        max(year(starts_on) * 12 + month(starts_on)) over () as last_number
    from calendar
    cross join cut
    where kind = 'month' and ends_at <= cut.cut_at and ends_on <= :ends_on
),

members as (
    select
        account_id, year(acquired_on) * 12 + month(acquired_on) as number
    from customers
    where acquired_on >= :cohorts_start_on and acquired_on < :ends_on
),

cohorts as (
    select months.starts_on, months.number, months.last_number, count(*) as customers
    from members
    join months on months.number = members.number
    group by months.starts_on, months.number, months.last_number
),

earned as (
    select account_id, year(starts_on) * 12 + month(starts_on) as number, closing as amount
    from mrr_months
    union all
    select
        payments.account_id,
        year(payments.occurred_on) * 12 + month(payments.occurred_on),
        cast(cast(payments.amount as decimal(38,8)) * rates.rate as decimal(18,4))
    from payments
    left join rates
        on rates.currency = payments.currency
            and rates.starts_on <= payments.occurred_on and payments.occurred_on < rates.ends_on
    where payments.subscription_id is null
),

monthly as (
    select
        members.number, earned.number - members.number as month_no,
        sum(earned.amount) as amount
    from earned
    join members on members.account_id = earned.account_id
    where earned.number >= members.number
    group by members.number, earned.number - members.number
),

held as (
    select cohorts.starts_on, cohorts.number, cohorts.customers, since.month_no
    from cohorts
    cross join unnest(sequence(0, cohorts.last_number - cohorts.number)) as since (month_no)
),

revenue as (
    select
        held.starts_on, held.month_no, held.customers,
        coalesce(monthly.amount, cast(0 as decimal(38,4))) as amount
    from held
    left join monthly on monthly.number = held.number and monthly.month_no = held.month_no
)

select * from revenue
order by starts_on, month_no
