-- For each stage and days in it that an open opportunity has as of a forecast: stays of the 24 months
-- before in that stage (in any, for the stage '') that lasted so long and are old enough to be judged
-- up to the end of the period, and how many of them were won after it in the time that is left.
-- grain: kind, place, stage, age_days
with periods as (
    select kind, place, as_of, seconds_left
    from forecast_periods
    where kind in (:kind, 'quota')
),

standing as (
    select
        periods.kind, periods.place, periods.as_of, periods.seconds_left, visits.stage,
        date_diff('day', visits.entered_at, periods.as_of) as age_days
    from periods
    join opportunity_visits as visits
        on visits.entered_at < periods.as_of and coalesce(visits.exited_at >= periods.as_of, true)
),

asked as (
    select kind, place, as_of, seconds_left, stage, age_days from standing
    union
    select kind, place, as_of, seconds_left, stage, 0 from standing
    union
    select kind, place, as_of, seconds_left, '', 0 from periods
),

stays as (
    select stage, entered_at, exited_at, won_at from opportunity_visits
    union all
    select '', entered_at, exited_at, won_at from opportunity_visits
),

judged as (
    select
        asked.kind, asked.place, asked.stage, asked.age_days,
        date_diff('second', stays.entered_at, stays.won_at) > asked.age_days * 86400
            and date_diff('second', stays.entered_at, stays.won_at)
            <= asked.age_days * 86400 + asked.seconds_left as is_won
    from asked
    join stays on stays.stage = asked.stage
    where stays.entered_at >= date_add('month', -24, asked.as_of)
        and stays.entered_at
        <= date_add('second', -(asked.age_days * 86400 + asked.seconds_left), asked.as_of)
        and coalesce(
            date_diff('second', stays.entered_at, stays.exited_at) >= asked.age_days * 86400, true
        )
),

forecast_rates as (
    select
        kind,
        place,
        stage,
        age_days,
        count(*) as visits,
        count(*) filter (where is_won) as wins
    from judged
    group by kind, place, stage, age_days
)

select * from forecast_rates
order by kind, place, stage, age_days
