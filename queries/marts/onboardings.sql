-- Accounts with recurring revenue by when it began and when they were first seen onboarded: usage of
-- `onboarded`, or a stage of that name. In time is by 30 days after the beginning; who is younger
-- and not onboarded is pending.
-- grain: account_id
with today as (
    select max(starts_on) as cut_on from cut_days where has_begun
),

began as (
    select account_id, min(changed_on) as began_on
    from mrr_changes
    where changed_at = account_first_at
    group by account_id
),

onboarded as (
    select account_id, min(occurred_on) as onboarded_on
    from events
    where account_id is not null
        and ((type = 'usage' and feature = 'onboarded' and quantity > 0)
            or (type = 'stage' and name = 'onboarded'))
    group by account_id
),

onboardings as (
    select
        began.account_id, began.began_on, onboarded.onboarded_on,
        case
            when onboarded.onboarded_on <= cast(date_add('day', 30, began.began_on) as date)
                then 'in time'
            when cast(date_add('day', 30, began.began_on) as date) >= today.cut_on then 'pending'
            when onboarded.onboarded_on is not null then 'late'
            else 'never'
        end as state
    from began
    cross join today
    left join onboarded on onboarded.account_id = began.account_id
)

select * from onboardings
