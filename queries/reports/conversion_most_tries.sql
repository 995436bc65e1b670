-- Subjects with as many ordered tries as count at most, those with entries in the period.
-- grain: subject_id
with tries as (
    select subject_id, entered_on
    from journeys
    where funnel = :funnel and rule = 'ordered'
),

most_tries as (
    select subject_id, count(*) as tries
    from tries
    group by subject_id
    having count(*) >= :most
        and count(*) filter (where entered_on >= :starts_on and entered_on < :ends_on) > 0
)

select * from most_tries
order by subject_id
