-- Spend spread evenly over the local days of its period, to four decimals, what is left on the last
-- day, so that the days of an event add to its amount. A credit note is negative. Value is in the
-- reporting currency at the day's rate, null without a rate.
-- grain: event_id, day
-- partition: year(day)
with spent as (
    select
        events.*,
        date_diff('day', period_start, period_end) as days,
        cast(cast(amount as decimal(38,4)) * 10000 as bigint) as units
    from events
    where type = 'spend' and amount is not null
),

-- In steps of a thousand days, because one sequence is limited in length.
stretched as (
    select spent.*, thousands.number * 1000 as first_day
    from spent
    cross join unnest(sequence(0, (days - 1) / 1000)) as thousands (number)
),

spread as (
    select
        stretched.*,
        offsets.number as nth,
        cast(date_add('day', offsets.number, period_start) as date) as day
    from stretched
    cross join unnest(
        sequence(first_day, least(first_day + 999, days - 1))
    ) as offsets (number)
),

shares as (
    select
        spread.*,
        cast(
            cast(
                units / days + case when nth = days - 1 then mod(units, days) else 0 end
                as decimal(19,0)
            ) * cast('0.0001' as decimal(5,4)) as decimal(18,4)
        ) as share
    from spread
),

spend_daily as (
    select
        shares.event_id, shares.day, shares.share as amount, shares.currency,
        cast(cast(shares.share as decimal(38,8)) * rates.rate as decimal(18,4)) as value,
        shares.units < 0 as is_credit_note,
        shares.category, shares.scope, shares.reason,
        coalesce(shares.source, '(none)') as source,
        coalesce(shares.channel, '(none)') as channel,
        coalesce(shares.campaign, '(none)') as campaign,
        coalesce(shares.campaign_type, '(none)') as campaign_type,
        coalesce(shares.content, '(none)') as content,
        coalesce(shares.content_type, '(none)') as content_type,
        coalesce(shares.region, '(none)') as region,
        coalesce(shares.segment, '(none)') as segment,
        coalesce(shares.product, '(none)') as product,
        coalesce(shares.rep, '(none)') as rep,
        coalesce(shares.team, '(none)') as team
    from shares
    left join rates
        on rates.currency = shares.currency
            and rates.starts_on <= shares.day and shares.day < rates.ends_on
)

select * from spend_daily
