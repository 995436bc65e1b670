-- The share of stays in a stage that were won within the horizon, over stays that began in the 24
-- months before the period's end, or the cut if that is earlier, and are old enough to be judged
-- then. The stage '' is every stage. Seconds since opening put stages in order.
-- grain: stage
with moments as (
    select least(days.starts_at, cut.cut_at) as closing_at
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

stays as (
    select
        visits.stage,
        date_diff('second', visits.opened_at, visits.entered_at) as seconds,
        date_add('day', :horizon_days, visits.entered_at) <= moments.closing_at as is_mature,
        visits.won_at > visits.entered_at
            and visits.won_at <= date_add('day', :horizon_days, visits.entered_at) as is_won
    from moments
    join opportunity_visits as visits
        on visits.entered_at < moments.closing_at
            and visits.entered_at >= date_add('month', -24, moments.closing_at)
),

weights as (
    select
        coalesce(stage, '') as stage,
        count(*) filter (where is_mature) as visits,
        count(*) filter (where is_mature and is_won) as wins,
        count(*) as entered,
        sum(seconds) as seconds
    from stays
    group by grouping sets ((stage), ())
)

select * from weights
order by stage
