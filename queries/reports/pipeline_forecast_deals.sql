-- Opportunities open as of each forecast of the kind, and towards the end of the quota period, by stage
-- and complete days in it: money at the rate of that moment, also squared for the variance of their
-- sum. The periods that hold the cut also by rep and team. The stage '' is none.
-- grain: kind, place, dimension, value, stage, age_days
with standing as (
    select
        periods.kind, periods.place, versions.rep, versions.team,
        coalesce(visits.stage, '') as stage,
        coalesce(date_diff('day', visits.entered_at, periods.as_of), 0) as age_days,
        cast(cast(versions.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money
    from forecast_periods as periods
    join opportunity_versions as versions
        on versions.valid_from < periods.as_of and periods.as_of <= versions.valid_to
    left join opportunity_visits as visits
        on visits.opportunity_id = versions.opportunity_id
            and visits.entered_at < periods.as_of
            and coalesce(visits.exited_at >= periods.as_of, true)
    left join rates
        on rates.currency = versions.currency
            and rates.starts_on <= periods.as_of_on
            and periods.as_of_on < rates.ends_on
    where periods.kind in (:kind, 'quota') and versions.state = 'open'
),

cells as (
    select
        kind, place, dimension,
        case dimension when 'rep' then rep when 'team' then team else 'all' end as value,
        stage, age_days, money
    from standing
    cross join (values ('all'), ('rep'), ('team')) as dimensions (dimension)
    where dimension = 'all' or place = 0
),

forecast_deals as (
    select
        kind,
        place,
        dimension,
        value,
        stage,
        age_days,
        count(*) as deals,
        count(*) filter (where money is not null) as priced,
        sum(money) as money,
        max(money) as largest_money,
        sum(cast(money as decimal(38,8)) * money) as squares
    from cells
    group by kind, place, dimension, value, stage, age_days
)

select * from forecast_deals
order by kind, place, dimension, value, stage, age_days
