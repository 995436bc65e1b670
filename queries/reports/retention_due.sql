-- Live and paused subscriptions whose term ends within 180 days after the cut, first those that end
-- first, with what is known of their risk: notice given, adoption, latest NPS answers of a year,
-- onboarding, and whether the price went down in 180 days. Monthly money at the rate of the cut.
-- grain: subscription_id
with today as (
    select max(starts_on) as cut_on from cut_days where has_begun
),

due as (
    select
        renewals.*,
        today.cut_on,
        cast(cast(renewals.monthly as decimal(38, 8)) * rates.rate as decimal(18, 4)) as money,
        row_number() over (
            partition by renewals.subscription_id order by renewals.ends_on, renewals.term
        ) as nth
    from renewals
    cross join today
    left join rates
        on rates.currency = renewals.currency
            and rates.starts_on <= today.cut_on and today.cut_on < rates.ends_on
    where renewals.state = 'to come'
        and renewals.ends_on <= cast(date_add('day', 180, today.cut_on) as date)
        and (renewals.stopped_on is null or renewals.stopped_on > today.cut_on)
),

answers as (
    select
        surveys.account_id, surveys.score,
        row_number() over (
            partition by surveys.respondent_id
            order by surveys.occurred_at desc, surveys.event_id desc
        ) as nth_from_last
    from surveys
    cross join today
    where surveys.kind = 'nps'
        and surveys.scale_max = 10
        and surveys.occurred_on > cast(date_add('day', -365, today.cut_on) as date)
),

opinions as (
    select
        account_id,
        count(*) as answers,
        count(*) filter (where score >= 9) as promoters,
        count(*) filter (where score <= 6) as detractors
    from answers
    where nth_from_last = 1 and account_id is not null
    group by account_id
),

shrunk as (
    select mrr_steps.account_id
    from mrr_steps
    cross join today
    where mrr_steps.after < mrr_steps.before
        and mrr_steps.account_after > 0
        and mrr_steps.changed_on > cast(date_add('day', -180, today.cut_on) as date)
        and mrr_steps.changed_on <= today.cut_on
    group by mrr_steps.account_id
),

renewals_due as (
    select
        due.subscription_id, due.account_id, due.product, due.ends_on,
        date_diff('day', due.cut_on, due.ends_on) as days_left,
        due.money, due.monthly, due.currency,
        due.cancelled_on, due.last_status, due.active_seats, due.paid_seats, due.adoption_band,
        coalesce(opinions.answers, 0) as answers,
        coalesce(opinions.promoters, 0) as promoters,
        coalesce(opinions.detractors, 0) as detractors,
        coalesce(onboardings.state, 'never') as onboarding,
        shrunk.account_id is not null as is_shrunk
    from due
    left join opinions on opinions.account_id = due.account_id
    left join onboardings on onboardings.account_id = due.account_id
    left join shrunk on shrunk.account_id = due.account_id
    where due.nth = 1
)

select * from renewals_due
order by ends_on, subscription_id
