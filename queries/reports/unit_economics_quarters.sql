-- The latest quarters that ended by the period's end and the cut, the last first: recurring revenue
-- (the sum of the month-end stocks), spend, new recurring revenue a month and new customers.
-- grain: starts_on
with ended as (
    select
        calendar.label, calendar.starts_on, calendar.ends_on,
        row_number() over (order by calendar.starts_on desc) as nth
    from calendar
    cross join cut
    where calendar.kind = 'quarter'
        and calendar.ends_on <= :ends_on
        and calendar.ends_at <= cut.cut_at
),

recent as (
    select label, starts_on, ends_on from ended where nth <= :quarters
),

firsts as (
    select account_id, min(starts_on) as starts_on from mrr_months group by account_id
),

revenue as (
    select
        recent.starts_on,
        sum(months.closing) as amount,
        sum(case
            when firsts.account_id is not null and months.opening_native = 0 then months.closing
        end) as new_amount
    from mrr_months as months
    join recent on recent.starts_on <= months.starts_on and months.starts_on < recent.ends_on
    left join firsts
        on firsts.account_id = months.account_id and firsts.starts_on = months.starts_on
    group by recent.starts_on
),

spent as (
    select
        recent.starts_on,
        sum(spend.value) as amount,
        sum(case when spend.scope = 'new_business' then spend.value end) as new_business,
        sum(case
            when spend.scope = 'new_business' and spend.category = 'media' then spend.value
        end) as media
    from spend_daily as spend
    join recent on recent.starts_on <= spend.day and spend.day < recent.ends_on
    group by recent.starts_on
),

acquired as (
    select recent.starts_on, count(*) as number
    from customers
    join recent on recent.starts_on <= acquired_on and acquired_on < recent.ends_on
    group by recent.starts_on
),

quarters as (
    select
        recent.label, recent.starts_on, recent.ends_on,
        revenue.amount as recurring,
        revenue.new_amount as new_recurring,
        spent.amount as spend,
        spent.new_business as new_business_spend,
        spent.media as media_spend,
        coalesce(acquired.number, 0) as customers
    from recent
    left join revenue on revenue.starts_on = recent.starts_on
    left join spent on spent.starts_on = recent.starts_on
    left join acquired on acquired.starts_on = recent.starts_on
)

select * from quarters
order by starts_on desc
