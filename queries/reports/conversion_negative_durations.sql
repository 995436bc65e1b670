-- Won tries whose won came before their first step: named in the notes, left out of durations.
-- grain: subject_id
with negative_durations as (
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
        and won_at < step_01_visited_at
)

select * from negative_durations
where seconds < 0
order by seconds, subject_id
