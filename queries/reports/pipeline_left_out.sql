-- What the pipeline figures leave out or doubt, by reason: opportunities open at the period's end (or
-- at the cut if that is earlier) without amount, rate or expected close, or past it, and those that
-- closed in the period without amount or rate. The most money first.
-- grain: reason, id
with ends as (
    select least(days.starts_at, cut.cut_at) as closing_at
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

standing as (
    select
        versions.opportunity_id, versions.amount, versions.currency, versions.expected_close,
        days.starts_on as closing_on,
        cast(cast(versions.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money
    from ends
    join calendar as days
        on days.kind = 'day' and days.starts_at <= ends.closing_at and ends.closing_at < days.ends_at
    join opportunity_versions as versions
        on versions.valid_from < ends.closing_at and ends.closing_at <= versions.valid_to
    left join rates
        on rates.currency = versions.currency
            and rates.starts_on <= days.starts_on
            and days.starts_on < rates.ends_on
    where versions.state = 'open'
),

closed as (
    select opportunity_id, state, amount, currency, value
    from opportunity_outcomes
    where closed_on >= :starts_on
        and closed_on < :ends_on
        and value is null
        and state in ('won', 'lost', 'no_decision')
),

left_out as (
    select 'open_without_amount' as reason, opportunity_id as id, cast(null as varchar) as detail,
        money
    from standing
    where amount is null
    union all
    select 'open_without_rate', opportunity_id, cast(amount as varchar) || ' ' || currency, money
    from standing
    where amount is not null and money is null
    union all
    select 'past_expected_close', opportunity_id,
        'expected ' || cast(expected_close as varchar), money
    from standing
    where expected_close < closing_on
    union all
    select 'without_expected_close', opportunity_id, null, money
    from standing
    where expected_close is null
    union all
    select 'closed_without_amount', opportunity_id, state, null from closed where amount is null
    union all
    select 'closed_without_rate', opportunity_id,
        state || ', ' || cast(amount as varchar) || ' ' || currency, null
    from closed
    where amount is not null
)

select * from left_out
order by reason, money desc, id
