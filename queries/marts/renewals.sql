-- Terms of subscriptions that end on a known day. Renewed: a renew told by 30 days after the end
-- follows the term. Without one it is to come until it ends, pending for 30 days after and lost from
-- then on. Prices are monthly, that of the term the last while it was live; adoption is that of the
-- latest month with usage that ended in the three months up to the end of the term, or to the cut.
-- grain: subscription_id, term
with today as (
    select max(starts_on) as cut_on from cut_days where has_begun
),

terms as (
    select
        subscription_id, term,
        max_by(account_id, version) as account_id,
        max_by(product, version) as product,
        max_by(term_end, version) as ends_on,
        max_by(status, version) as last_status,
        min(told_on) filter (where status = 'cancelled') as cancelled_on,
        min(valid_from_on) filter (where status = 'cancelled') as stopped_on,
        max_by(monthly, version) filter (where status = 'live') as monthly,
        max_by(currency, version) filter (where status = 'live') as currency
    from subscription_versions
    group by subscription_id, term
),

followed as (
    select
        terms.*,
        renewals.told_on as renewed_on, renewals.monthly as new_monthly,
        renewals.currency as new_currency,
        today.cut_on,
        cast(date_add('day', 30, terms.ends_on) as date) as renewable_to
    from terms
    cross join today
    left join subscription_versions as renewals
        on renewals.subscription_id = terms.subscription_id
            and renewals.term = terms.term + 1
            and renewals.action = 'renew'
            and renewals.told_on <= cast(date_add('day', 30, terms.ends_on) as date)
    where terms.ends_on is not null and terms.monthly is not null
),

usage_months as (
    select
        followed.subscription_id, followed.term, adoption.active_seats, adoption.paid_seats,
        row_number() over (
            partition by followed.subscription_id, followed.term order by adoption.starts_on desc
        ) as nth_from_last
    from followed
    join adoption on adoption.account_id = followed.account_id
    where cast(date_add('month', 1, adoption.starts_on) as date)
            <= least(followed.ends_on, followed.cut_on)
        and cast(date_add('month', 4, adoption.starts_on) as date)
            > least(followed.ends_on, followed.cut_on)
        and adoption.active_seats is not null
        and adoption.paid_seats > 0
),

renewals as (
    select
        followed.subscription_id, followed.term, followed.account_id,
        coalesce(followed.product, '(none)') as product, followed.ends_on,
        case
            when followed.renewed_on is not null then 'renewed'
            when followed.ends_on > followed.cut_on then 'to come'
            when followed.renewable_to >= followed.cut_on then 'pending'
            else 'lost'
        end as state,
        followed.renewed_on, followed.cancelled_on, followed.stopped_on, followed.last_status,
        followed.monthly, followed.currency, followed.new_monthly, followed.new_currency,
        usage_months.active_seats, usage_months.paid_seats,
        case
            when usage_months.paid_seats is null then 'no usage'
            when usage_months.active_seats * 100 < usage_months.paid_seats * 40 then 'below 40 %'
            when usage_months.active_seats * 100 < usage_months.paid_seats * 70 then '40 to 70 %'
            else '70 % and more'
        end as adoption_band
    from followed
    left join usage_months
        on usage_months.subscription_id = followed.subscription_id
            and usage_months.term = followed.term
            and usage_months.nth_from_last = 1
)

select * from renewals
