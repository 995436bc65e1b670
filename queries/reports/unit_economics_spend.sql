-- Spend of a period, and of the same days so many months earlier, in the reporting currency, by
-- category and scope; credit notes are in it and shown. Days without a rate are counted and left
-- out. A running period is read up to the cut; earlier days only as `all`, but for the lag asked.
-- grain: lag_months, dimension, value, category, scope
with windows as (
    select
        months.number as lag_months,
        cast(date_add('month', -months.number, :starts_on) as date) as starts_on,
        cast(date_add('month', -months.number, :ends_on) as date) as ends_on
    from unnest(sequence(0, 24)) as months (number)
    where months.number in (0, 1, 2, 3, 6, :lag_months)
),

days as (
    select
        windows.lag_months, spend.value as money, spend.is_credit_note,
        spend.category, spend.scope, spend.event_id,
        spend.channel, spend.campaign, spend.campaign_type, spend.segment
    from spend_daily as spend
    join cut_days on cut_days.starts_on = spend.day and cut_days.has_begun
    join windows on windows.starts_on <= spend.day and spend.day < windows.ends_on
),

cells as (
    select
        days.*,
        dimension,
        case dimension
            when 'all' then 'all' when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type else segment
        end as value
    from days
    cross join unnest(array[:dimensions]) as dimensions (dimension)
    where dimension = 'all' or lag_months in (0, :lag_months)
),

spend as (
    select
        lag_months, dimension, value, category, scope,
        coalesce(sum(money), cast(0 as decimal(38,4))) as amount,
        coalesce(sum(case when is_credit_note then money end), cast(0 as decimal(38,4)))
            as credit_notes,
        count(*) filter (where money is not null) as rated_days,
        count(*) filter (where money is null) as unrated_days
    from cells
    group by lag_months, dimension, value, category, scope
)

select * from spend
order by lag_months, dimension, value, category, scope
