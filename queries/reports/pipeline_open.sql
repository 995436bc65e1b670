-- Opportunities open at the period's end, or at the cut if that is earlier, by a dimension as known
-- then and by stage: count, money at the rate of that moment and of the expected close, and money
-- times the probability that their records state. `expected`: by month; `all`: every value.
-- grain: dimension, value, stage
with ends as (
    select least(days.starts_at, cut.cut_at) as closing_at
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

moments as (
    select ends.closing_at, days.starts_on as closing_on
    from ends
    join calendar as days
        on days.kind = 'day'
            and days.starts_at <= ends.closing_at
            and ends.closing_at < days.ends_at
),

standing as (
    select
        versions.*,
        cast(cast(versions.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money,
        cast(cast(versions.amount as decimal(38,8)) * expected.rate as decimal(18,4))
            as money_at_expected
    from moments
    join opportunity_versions as versions
        on versions.valid_from < moments.closing_at and moments.closing_at <= versions.valid_to
    left join rates
        on rates.currency = versions.currency
            and rates.starts_on <= moments.closing_on
            and moments.closing_on < rates.ends_on
    left join rates as expected
        on expected.currency = versions.currency
            and expected.starts_on <= coalesce(versions.expected_close, moments.closing_on)
            and coalesce(versions.expected_close, moments.closing_on) < expected.ends_on
    where versions.state = 'open'
),

cells as (
    select
        dimension,
        case dimension
            when 'source' then source when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'region' then region
            when 'segment' then segment when 'product' then product
            when 'rep' then rep when 'team' then team
            when 'stage' then coalesce(stage, '(none)')
            when 'expected' then coalesce(substr(cast(expected_close as varchar), 1, 7), '(none)')
            else 'all'
        end as value,
        coalesce(stage, '(none)') as stage_name,
        standing.*
    from standing
    cross join (values
        ('all'), ('stage'), ('source'), ('channel'), ('campaign'), ('campaign_type'),
        ('region'), ('segment'), ('product'), ('rep'), ('team'), ('expected')
    ) as dimensions (dimension)
    where dimension in (:dimensions)
),

open_pipeline as (
    select
        dimension,
        value,
        stage_name as stage,
        count(*) as deals,
        count(*) filter (where money is not null) as priced,
        sum(money) as money,
        sum(money_at_expected) as money_at_expected,
        count(*) filter (where money is not null and probability is not null) as stated,
        sum(case when probability is not null then money end) as stated_money,
        sum(cast(cast(money as decimal(38,8)) * probability as decimal(18,4))) as stated_weighted
    from cells
    group by dimension, value, stage_name
)

select * from open_pipeline
order by dimension, value, stage
