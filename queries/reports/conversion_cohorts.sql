-- Tries by the calendar period in which they were entered; periods without any have zeros. Old tries
-- were entered at least `horizon_days` before the cut; mature ones also visited the first step. With
-- `once` a subject counts once a period, with its furthest and then earliest try.
-- grain: starts_on
with periods as (
    select label, starts_on, ends_on
    from calendar
    where kind = :by and ends_on > :starts_on and starts_on < :ends_on
),

tries as (
    select
        journeys.subject_id, journeys.try, journeys.furthest_step, journeys.entered_at,
        journeys.entered_on,
        journeys.outcome,
        journeys.step_01_at is not null as is_entered,
        case
            when journeys.rule = 'visited' then journeys.won_at is not null
            else journeys.furthest_step >= journeys.won_step
        end as is_won,
        journeys.entered_at <= date_add('day', -:horizon_days, cut.cut_at) as is_old,
        journeys.step_01_visited_at is not null as is_measured,
        case
            when journeys.in_calendar_days
                then date_diff('day', journeys.first_on, journeys.won_on) * 86400
            else date_diff('second', journeys.step_01_visited_at, journeys.won_at)
        end as seconds_to_won
    from journeys
    cross join cut
    where journeys.funnel = :funnel
        and journeys.rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

judged as (
    select
        tries.*,
        coalesce(seconds_to_won >= 0 and seconds_to_won <= :horizon_days * 86400, false) as in_time,
        coalesce(seconds_to_won < 0, false) as is_negative
    from tries
),

placed as (
    select periods.label, periods.starts_on, judged.*
    from periods
    join judged
        on judged.entered_on >= periods.starts_on and judged.entered_on < periods.ends_on
),

turns as (
    select placed.*, 1 as turn from placed where :once = 'no'
    union all
    select placed.*, row_number() over (
        partition by starts_on, subject_id order by furthest_step desc, entered_at, try
    ) as turn
    from placed
    where :once = 'yes'
),

counted as (
    select
        starts_on,
        count(*) filter (where is_entered) as entered,
        count(*) filter (where is_won) as won,
        count(*) filter (where not is_won and outcome = 'lost') as lost,
        count(*) filter (where not is_won and outcome = 'expired') as expired,
        count(*) filter (where not is_won and outcome = 'open') as still_open,
        count(*) filter (where not is_won and outcome = 'won') as won_otherwise,
        count(*) filter (where is_entered and is_old) as old,
        count(*) filter (
            where is_old and is_measured and not is_negative
        ) as mature,
        count(*) filter (where is_old and is_measured and in_time) as mature_won
    from turns
    where turn = 1
    group by starts_on
),

-- Joined by equality: DuckDB 1.5.6 dies of some outer joins on ranges whose other side is empty.
cohorts as (
    select
        periods.label,
        periods.starts_on,
        coalesce(counted.entered, 0) as entered,
        coalesce(counted.won, 0) as won,
        coalesce(counted.lost, 0) as lost,
        coalesce(counted.expired, 0) as expired,
        coalesce(counted.still_open, 0) as still_open,
        coalesce(counted.won_otherwise, 0) as won_otherwise,
        coalesce(counted.old, 0) as old,
        coalesce(counted.mature, 0) as mature,
        coalesce(counted.mature_won, 0) as mature_won
    from periods
    left join counted on counted.starts_on = periods.starts_on
)

select * from cohorts
order by starts_on
