-- Recurring revenue and paying accounts at the start and the end of the latest months that ended by
-- the period's end and the cut, the last of them first: accounts and money lost (churn and
-- contraction, net per account at the rates of the start), accounts and money new. Without a rate
-- an account is counted and left out of the money.
-- grain: dimension, value, nth
with ended as (
    select
        calendar.starts_on, calendar.ends_on,
        row_number() over (order by calendar.starts_on desc) as nth
    from calendar
    cross join cut
    where calendar.kind = 'month' and calendar.ends_on <= :ends_on and calendar.ends_at <= cut.cut_at
),

converted as (
    select
        ended.nth, ended.starts_on, months.account_id,
        months.opening_native > 0 as is_opening, months.closing_native > 0 as is_closing,
        months.opening, months.closing,
        cast(cast(months.closing_native as decimal(38,8)) * rates.rate as decimal(18,4)) as held,
        months.opening_native > 0 and months.opening is null
        or months.closing_native > 0 and months.closing is null as is_unrated
    from mrr_months as months
    join ended on ended.starts_on = months.starts_on
    left join rates
        on rates.currency = months.currency
            and rates.starts_on <= months.starts_on and months.starts_on < rates.ends_on
    where ended.nth <= :months
),

paying as (
    select
        nth, starts_on, account_id,
        max(case when is_opening then 1 else 0 end) as opening_accounts,
        max(case when is_closing then 1 else 0 end) as closing_accounts,
        max(case when is_unrated then 1 else 0 end) as unrated_accounts,
        coalesce(sum(opening), cast(0 as decimal(38,4))) as opening,
        coalesce(sum(closing), cast(0 as decimal(38,4))) as closing,
        coalesce(sum(held), cast(0 as decimal(38,4))) as held
    from converted
    group by nth, starts_on, account_id
),

-- An account is new in the first month that it has a stock in.
firsts as (
    select account_id, min(starts_on) as starts_on from mrr_months group by account_id
),

cells as (
    select
        paying.*, subscriber_values.dimension, subscriber_values.value,
        firsts.account_id is not null and paying.opening_accounts = 0 as is_new
    from paying
    join subscriber_values on subscriber_values.account_id = paying.account_id
    left join firsts
        on firsts.account_id = paying.account_id and firsts.starts_on = paying.starts_on
    where subscriber_values.dimension in (:dimensions)
),

recurring as (
    select
        dimension, value, nth, starts_on,
        sum(opening_accounts) as opening_accounts,
        sum(closing_accounts) as closing_accounts,
        sum(opening_accounts * (1 - closing_accounts)) as lost_accounts,
        sum(unrated_accounts) as unrated_accounts,
        sum(opening) as opening,
        sum(closing) as closing,
        sum(opening - least(opening, held)) as lost,
        count(*) filter (where is_new) as new_accounts,
        coalesce(sum(case when is_new then closing end), cast(0 as decimal(38,4))) as new
    from cells
    group by dimension, value, nth, starts_on
)

select * from recurring
order by dimension, value, nth
