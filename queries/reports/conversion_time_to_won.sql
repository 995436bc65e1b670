-- Seconds from the first step to won over won tries that visited both; calendar days, as multiples
-- of 86,400, where either end is a day. Negative durations are counted, not measured.
-- grain: one row
with won_tries as (
    select
        subject_id,
        case
            when in_calendar_days then date_diff('day', first_on, won_on) * 86400
            else date_diff('second', step_01_visited_at, won_at)
        end as seconds
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
        and won_at is not null
),

ranked as (
    select
        seconds,
        row_number() over (order by seconds, subject_id) as place,
        count(*) over () as number
    from won_tries
    where seconds >= 0
),

durations as (
    select
        count(*) as number,
        sum(seconds) as total_seconds,
        cast(
            max(case when place = (number + 1) / 2 then seconds end)
            + max(case when place = (number + 2) / 2 then seconds end) as double
        ) / 2e0 as median_seconds
    from ranked
),

time_to_won as (
    select
        durations.number,
        durations.total_seconds,
        durations.median_seconds,
        counts.won,
        counts.not_from_first_step
    from durations
    cross join (
        select count(*) as won, count(*) filter (where seconds is null) as not_from_first_step
        from won_tries
    ) as counts
)

select * from time_to_won
order by number
