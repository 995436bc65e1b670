-- Money won in each period that is forecast or tried in hindsight, at the rate of its day: before the
-- moment of the forecast, after it by opportunities opened before, and by those opened after. A
-- period that began before the first opportunity was opened says too little.
-- grain: kind, place
with first_opened as (
    select min(opened_at) as opened_at from opportunities
),

wins as (
    select opened_at, closed_at, value as money from opportunity_outcomes where state = 'won'
),

won as (
    select
        periods.kind,
        periods.place,
        sum(case when wins.closed_at < periods.as_of then money end) as won_before,
        sum(case
            when wins.closed_at >= periods.as_of and wins.opened_at < periods.as_of then money
        end) as won_open,
        sum(case when wins.opened_at >= periods.as_of then money end) as won_created
    from forecast_periods as periods
    join wins on wins.closed_at >= periods.starts_at and wins.closed_at < periods.ends_at
    group by periods.kind, periods.place
),

forecast_history as (
    select
        periods.kind,
        periods.place,
        periods.label,
        periods.starts_on,
        periods.ends_on,
        periods.as_of_on,
        periods.seconds_left,
        coalesce(periods.starts_at >= first_opened.opened_at, false) as is_known,
        coalesce(won.won_before, 0) as won_before,
        coalesce(won.won_open, 0) as won_open,
        coalesce(won.won_created, 0) as won_created
    from forecast_periods as periods
    cross join first_opened
    left join won on won.kind = periods.kind and won.place = periods.place
    where periods.kind in (:kind, 'quota')
)

select * from forecast_history
order by kind, place
