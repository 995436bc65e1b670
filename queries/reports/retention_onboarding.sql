-- Accounts whose recurring revenue began in the period, and in the year that ends with it, by when
-- they were onboarded. What begins after the cut has not begun.
-- grain: span, dimension, value
with cells as (
    select
        span, subscriber_values.dimension, subscriber_values.value, onboardings.state
    from onboardings
    join cut_days on cut_days.starts_on = onboardings.began_on and cut_days.has_begun
    join subscriber_values on subscriber_values.account_id = onboardings.account_id
    cross join (values ('period'), ('year')) as spans (span)
    where onboardings.began_on < :ends_on
        and onboardings.began_on >= case span when 'period' then :starts_on else :year_starts_on end
        and subscriber_values.dimension in (:dimensions)
),

onboarding as (
    select
        span, dimension, value,
        count(*) as accounts,
        count(*) filter (where state = 'in time') as in_time,
        count(*) filter (where state = 'late') as late,
        count(*) filter (where state = 'never') as never,
        count(*) filter (where state = 'pending') as pending
    from cells
    group by span, dimension, value
)

select * from onboarding
order by span, dimension, value
