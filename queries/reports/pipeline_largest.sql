-- The ten largest opportunities open at the period's end, or at the cut if that is earlier, in money
-- at the rate of that moment.
-- grain: nth
with ends as (
    select least(days.starts_at, cut.cut_at) as closing_at
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

priced as (
    select
        versions.opportunity_id, versions.stage, versions.expected_close, versions.segment,
        versions.product, versions.rep, versions.probability,
        date_diff('day', opportunities.opened_at, ends.closing_at) as age_days,
        cast(cast(versions.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money
    from ends
    join calendar as days
        on days.kind = 'day' and days.starts_at <= ends.closing_at and ends.closing_at < days.ends_at
    join opportunity_versions as versions
        on versions.valid_from < ends.closing_at and ends.closing_at <= versions.valid_to
    join opportunities on opportunities.opportunity_id = versions.opportunity_id
    join rates
        on rates.currency = versions.currency
            and rates.starts_on <= days.starts_on
            and days.starts_on < rates.ends_on
    where versions.state = 'open' and versions.amount is not null
),

ranked as (
    select
        priced.*,
        row_number() over (order by money desc, opportunity_id) as nth
    from priced
),

largest as (
    select * from ranked where nth <= 10
)

select * from largest
order by nth
