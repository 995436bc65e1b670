-- Monthly recurring revenue of each account in each currency at the start and the end of calendar
-- months, in that currency and in the reporting currency at the rates of those days; null without a
-- rate. The month that is running ends at the cut. Months in which both stocks are 0 have no row.
-- grain: account_id, currency, starts_on
-- partition: year(starts_on)
with months as (
    select
        calendar.starts_on, calendar.ends_on, end_days.rated_on as closed_on,
        year(calendar.starts_on) * 12 + month(calendar.starts_on) as month_no
    from calendar
    join cut_days as first_days
        on first_days.starts_on = calendar.starts_on and first_days.has_begun
    join cut_days as end_days on end_days.starts_on = calendar.ends_on
    where calendar.kind = 'month'
),

monthly as (
    select
        account_id, currency,
        year(changed_on) * 12 + month(changed_on) as month_no,
        sum(change) as change
    from mrr_changes
    join cut on mrr_changes.changed_at < cut.cut_at
    group by account_id, currency, year(changed_on) * 12 + month(changed_on)
),

running as (
    select
        account_id, currency, month_no, change,
        sum(change) over (
            partition by account_id, currency order by month_no
            rows between unbounded preceding and current row
        ) as closing_native,
        lead(month_no) over (partition by account_id, currency order by month_no) as next_month_no
    from monthly
),

last_months as (
    select max(month_no) as last_month_no from months
),

-- The month of a change, and those after it up to the next change.
spread as (
    select
        account_id, currency, held.month_no,
        case
            when held.month_no = running.month_no then closing_native - change
            else closing_native
        end as opening_native,
        closing_native
    from running
    cross join last_months
    cross join unnest(
        sequence(running.month_no, coalesce(next_month_no - 1, last_month_no))
    ) as held (month_no)
),

mrr_months as (
    select
        spread.account_id, spread.currency, months.starts_on, months.ends_on,
        cast(opening_native as decimal(18, 4)) as opening_native,
        cast(closing_native as decimal(18, 4)) as closing_native,
        cast(cast(opening_native as decimal(38, 8)) * opening_rates.rate as decimal(18, 4))
            as opening,
        cast(cast(closing_native as decimal(38, 8)) * closing_rates.rate as decimal(18, 4))
            as closing
    from spread
    join months on months.month_no = spread.month_no
    left join rates as opening_rates
        on opening_rates.currency = spread.currency
            and opening_rates.starts_on <= months.starts_on
            and months.starts_on < opening_rates.ends_on
    left join rates as closing_rates
        on closing_rates.currency = spread.currency
            and closing_rates.starts_on <= months.closed_on
            and months.closed_on < closing_rates.ends_on
    where spread.opening_native <> 0 or spread.closing_native <> 0
)

select * from mrr_months
