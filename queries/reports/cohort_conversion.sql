-- Tries by the calendar period in which they were entered, and how many reached each step so many
-- periods after their entry; ages below `complete_ages` have ended by the cut. With `once` a subject
-- counts once a period, with its furthest and then earliest try. What is empty has no row.
-- grain: period_on, step, age
with days as (
    select day, day_starts_at, day_ends_at, starts_on, number
    from period_days
    where kind = :by and day >= :starts_on
),

day_parts as (
    select starts_on as day, starts_at, ends_at, cast(starts_at as date) as utc_date
    from calendar
    where kind = 'day_part' and starts_on >= :starts_on
),

today as (
    select days.number as cut_no
    from cut
    join days on days.day_starts_at <= cut.cut_at and cut.cut_at < days.day_ends_at
),

tries as (
    select
        journeys.*, days.starts_on as period_on, days.number as period_no,
        row_number() over (
            partition by days.starts_on, subject_id, case when :once = 'yes' then 0 else try end,
                case when :once = 'yes' then 0 else attempt end
            order by furthest_step desc, entered_at, attempt, try
        ) as turn
    from journeys
    join days on days.day = journeys.entered_on
    where funnel = :funnel and rule = :rule and step_01_at is not null
        and entered_on >= :starts_on and entered_on < :ends_on
),

reached as (
    select
        period_on, period_no, steps.step,
        case steps.step
            when 1 then step_01_at when 2 then step_02_at when 3 then step_03_at
            when 4 then step_04_at when 5 then step_05_at when 6 then step_06_at
            when 7 then step_07_at when 8 then step_08_at when 9 then step_09_at
            when 10 then step_10_at when 11 then step_11_at when 12 then step_12_at
        end as reached_at
    from tries
    cross join unnest(sequence(1, :steps)) as steps (step)
    where turn = 1
),

counted as (
    select
        reached.period_on, reached.step, count(*) as number,
        greatest(days.number - reached.period_no, 0) as periods
    from reached
    join day_parts
        on day_parts.utc_date = cast(reached.reached_at as date)
            and day_parts.starts_at <= reached.reached_at
            and reached.reached_at < day_parts.ends_at
    join days on days.day = day_parts.day
    group by reached.period_on, reached.step, greatest(days.number - reached.period_no, 0)
),

sizes as (
    select period_on, today.cut_no - period_no as complete_ages, count(*) as entered
    from tries
    cross join today
    where turn = 1
    group by period_on, today.cut_no, period_no
),

cells as (
    select
        sizes.period_on, sizes.complete_ages, sizes.entered,
        counted.step, counted.periods as age, counted.number as reached
    from sizes
    join counted on counted.period_on = sizes.period_on
)

select * from cells
order by period_on, step, age
