-- Cohorts by calendar period, and what each member did `age` units after its own start: a unit is so
-- many seconds, or months added to the start; by local days where either end is a day. Columns as
-- in cohort_calendar, with the members' youngest start, which decides what has ended by the cut.
-- grain: cohort, membership, period_on, age
with days as (
    select day, case :by when 'all' then :starts_on else starts_on end as period_on
    from period_days
    where kind = case :by when 'all' then 'day' else :by end and day >= :starts_on and day < :ends_on
),

members as (
    select
        cohort, title, membership, account_id, days.period_on,
        occurred_at as began_at, occurred_on as began_on, date_only as by_day,
        row_number() over (
            partition by cohort, membership, account_id, days.period_on
            order by occurred_at, activity_id
        ) as turn
    from cohort_activities
    join days on days.day = occurred_on
    cross join unnest(array[:memberships]) as memberships (membership)
    where side = 'start' and (membership = 'every' or nth = 1) and (not by_month or :unit_months > 0)
),

spans as (
    select
        membership, period_on, returns.*,
        case when by_day or date_only then cast(began_on as timestamp(6)) else began_at end as from_at,
        case when by_day or date_only then cast(occurred_on as timestamp(6)) else occurred_at end
            as to_at
    from members
    join cohort_activities as returns
        on returns.cohort = members.cohort and returns.account_id = members.account_id
    where turn = 1 and returns.side = 'return'
),

begun as (
    select spans.*, (year(to_at) - year(from_at)) * 12 + month(to_at) - month(from_at) as months
    from spans
    where from_at <= to_at
),

aged as (
    select
        begun.*,
        case
            when :unit_months = 0 then date_diff('second', from_at, to_at) / :unit_seconds
            when date_add('month', months, from_at) > to_at then (months - 1) / :unit_months
            else months / :unit_months
        end as age
    from begun
),

done as (
    select
        cohort, membership, period_on, account_id, age,
        sum(occurrences) >= max(at_least) as is_active,
        max(case when sum(occurrences) >= max(at_least) then age end) over (
            partition by cohort, membership, period_on, account_id
        ) as last_age,
        count(*) filter (where amount is null) as unpriced,
        sum(amount) as amount, sum(quantity) as quantity
    from aged
    group by cohort, membership, period_on, account_id, age
),

counted as (
    select
        cohort, membership, period_on, age,
        count(*) filter (where is_active) as active,
        count(*) filter (where is_active and age = last_age) as last_active,
        sum(unpriced) as unpriced, sum(amount) as amount, sum(quantity) as quantity
    from done
    group by cohort, membership, period_on, age
),

sizes as (
    select
        cohort, title, membership, period_on, count(*) as members,
        max(case when not by_day then began_at end) as youngest_at,
        max(case when by_day then began_on end) as youngest_on
    from members
    where turn = 1
    group by cohort, title, membership, period_on
),

cells as (
    select
        sizes.*, cut.cut_at, coalesce(counted.age, 0) as age,
        coalesce(counted.active, 0) as active, coalesce(counted.last_active, 0) as last_active,
        coalesce(counted.unpriced, 0) as unpriced, counted.amount, counted.quantity
    from sizes
    cross join cut
    left join counted
        on counted.cohort = sizes.cohort and counted.membership = sizes.membership
            and counted.period_on = sizes.period_on
)

select * from cells
order by cohort, membership, period_on, age
