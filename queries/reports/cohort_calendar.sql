-- Cohorts by calendar period: accounts that started in it, and what they did `age` periods later: how
-- many were active, how many for the last time, money, quantity, activities without money. Member-
-- ship first: an account's first start ever; every: each period with a start. Ages below
-- `complete_ages` have ended by the cut. `all` is one period. What is empty has no row.
-- grain: cohort, membership, period_on, hour, age
with days as (
    select
        day, day_starts_at, day_ends_at,
        case :by when 'all' then :starts_on else starts_on end as period_on,
        case :by
            when 'hour' then hours_before
            when 'all' then case when day < :ends_on then 0 else 1 end
            else number
        end as number
    from period_days
    where kind = case when :by in ('hour', 'all') then 'day' else :by end and day >= :starts_on
),

today as (
    select
        number + case :by when 'hour' then date_diff('hour', day_starts_at, cut_at) else 0 end as cut_no
    from cut
    join days on days.day_starts_at <= cut.cut_at and cut.cut_at < days.day_ends_at
),

placed as (
    select
        activities.*, days.period_on, days.number,
        case :by when 'hour' then date_diff('hour', days.day_starts_at, occurred_at) else 0 end
            as hour
    from cohort_activities as activities
    join days on days.day = activities.occurred_on
    where not activities.by_month or :by not in ('hour', 'day', 'week')
),

members as (
    select cohort, title, membership, account_id, period_on, hour, number + hour as period_no
    from placed
    cross join unnest(array[:memberships]) as memberships (membership)
    where side = 'start' and occurred_on < :ends_on and (membership = 'every' or nth = 1)
    group by cohort, title, membership, account_id, period_on, hour, number
),

sizes as (
    select
        cohort, title, membership, period_on, hour,
        today.cut_no - period_no as complete_ages,
        count(*) as members
    from members
    cross join today
    group by cohort, title, membership, period_on, hour, period_no, today.cut_no
),

done as (
    select
        cohort, account_id, number + hour as period_no,
        sum(occurrences) >= max(at_least) as is_active,
        count(*) filter (where amount is null) as unpriced,
        sum(amount) as amount, sum(quantity) as quantity
    from placed
    where side = 'return'
    group by cohort, account_id, number + hour
),

aged as (
    select
        members.*, done.period_no - members.period_no as age,
        done.is_active, done.unpriced, done.amount, done.quantity,
        max(case when done.is_active then done.period_no end) over (
            partition by members.cohort, membership, members.account_id, members.period_no
        ) = done.period_no as is_last
    from members
    join done
        on done.cohort = members.cohort and done.account_id = members.account_id
            and done.period_no >= members.period_no
),

counted as (
    select
        cohort, membership, period_on, hour, age,
        count(*) filter (where is_active) as active,
        count(*) filter (where is_active and is_last) as last_active,
        sum(unpriced) as unpriced, sum(amount) as amount, sum(quantity) as quantity
    from aged
    group by cohort, membership, period_on, hour, age
),

cells as (
    select
        sizes.*, coalesce(counted.age, 0) as age,
        coalesce(counted.active, 0) as active, coalesce(counted.last_active, 0) as last_active,
        coalesce(counted.unpriced, 0) as unpriced, counted.amount, counted.quantity
    from sizes
    left join counted
        on counted.cohort = sizes.cohort and counted.membership = sizes.membership
            and counted.period_on = sizes.period_on and counted.hour = sizes.hour
)

select * from cells
order by cohort, membership, period_on, hour, age
