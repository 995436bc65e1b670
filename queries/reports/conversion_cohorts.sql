-- Tries by the calendar period in which they were entered; periods without any have zeros.
-- grain: starts_on
with periods as (
    select label, starts_on, ends_on
    from calendar
    where kind = :by and ends_on > :starts_on and starts_on < :ends_on
),

tries as (
    select entered_on, outcome, furthest_step, won_step
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

cohorts as (
    select
        periods.label,
        periods.starts_on,
        count(tries.entered_on) as entered,
        count(*) filter (where tries.furthest_step >= tries.won_step) as won,
        count(*) filter (where tries.furthest_step < tries.won_step and tries.outcome = 'lost') as lost,
        count(*) filter (where tries.furthest_step < tries.won_step and tries.outcome = 'expired') as expired,
        count(*) filter (where tries.furthest_step < tries.won_step and tries.outcome = 'open') as still_open,
        count(*) filter (where tries.furthest_step < tries.won_step and tries.outcome = 'won') as won_otherwise
    from periods
    left join tries
        on tries.entered_on >= periods.starts_on and tries.entered_on < periods.ends_on
    group by periods.label, periods.starts_on
)

select * from cohorts
order by starts_on
