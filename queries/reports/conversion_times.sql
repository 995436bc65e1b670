-- Seconds from a visit to each step to the visit to the next, and from the first step to won, over
-- tries that visited both: sum, quantiles (type 7), numbers below so many days. Calendar days, as
-- multiples of 86,400, where either end is a day. Negative durations are counted, not measured.
-- grain: from_step, to_step
with tries as (
    select subject_id, attempt, entered_at,
        array[step_01_visited_at, step_02_visited_at, step_03_visited_at, step_04_visited_at,
            step_05_visited_at, step_06_visited_at, step_07_visited_at, step_08_visited_at,
            step_09_visited_at, step_10_visited_at, step_11_visited_at, step_12_visited_at
        ] as visited_at
    from journeys
    where funnel = :funnel and rule = :rule
        and entered_on >= :starts_on and entered_on < :ends_on
),

steps as (
    select step as from_step, step + 1 as to_step
    from unnest(sequence(1, :steps - 1)) as numbers (step)
    union
    select 1, :won_step
),

pairs as (
    select
        tries.subject_id, tries.attempt, tries.entered_at, steps.from_step, steps.to_step,
        element_at(tries.visited_at, steps.from_step) as from_at,
        element_at(tries.visited_at, steps.to_step) as to_at
    from tries
    cross join steps
    where element_at(tries.visited_at, steps.to_step) is not null
),

moments as (
    select subject_id, occurred_at,
        min(occurred_on) as occurred_on, max(case when date_only then 1 else 0 end) as is_day
    from stage_events
    where stage_no is not null
    group by subject_id, occurred_at
),

measured as (
    select
        pairs.*,
        case
            when first_moment.is_day = 1 or last_moment.is_day = 1
                then date_diff('day', first_moment.occurred_on, last_moment.occurred_on) * 86400
            else date_diff('second', pairs.from_at, pairs.to_at)
        end as seconds
    from pairs
    left join moments as first_moment
        on first_moment.subject_id = pairs.subject_id and first_moment.occurred_at = pairs.from_at
    left join moments as last_moment
        on last_moment.subject_id = pairs.subject_id and last_moment.occurred_at = pairs.to_at
),

ranked as (
    select
        from_step,
        to_step,
        from_at is null as is_skip,
        seconds < 0 as is_negative,
        case when seconds >= 0 then seconds end as seconds,
        row_number() over (
            partition by from_step, to_step
            order by case when seconds >= 0 then seconds end, subject_id, attempt, entered_at
        ) as place,
        count(case when seconds >= 0 then 1 end) over (partition by from_step, to_step) as number
    from measured
),

times as (
    select
        from_step,
        to_step,
        count(seconds) as number,
        count(*) filter (where is_negative) as negative,
        count(*) filter (where is_skip) as skipped,
        sum(seconds) as total_seconds,
        cast(sum(seconds * case place - (number - 1) / 2
            when 1 then 2 - (number - 1) % 2 when 2 then (number - 1) % 2 else 0
        end) as double) / 2e0 as median_seconds,
        cast(sum(seconds * case place - (number - 1) * 3 / 4
            when 1 then 4 - (number - 1) * 3 % 4 when 2 then (number - 1) * 3 % 4 else 0
        end) as double) / 4e0 as p75_seconds,
        cast(sum(seconds * case place - (number - 1) * 9 / 10
            when 1 then 10 - (number - 1) * 9 % 10 when 2 then (number - 1) * 9 % 10 else 0
        end) as double) / 10e0 as p90_seconds,
        count(*) filter (where seconds < 86400) as under_1,
        count(*) filter (where seconds < 7 * 86400) as under_7,
        count(*) filter (where seconds < 14 * 86400) as under_14,
        count(*) filter (where seconds < 30 * 86400) as under_30,
        count(*) filter (where seconds < 60 * 86400) as under_60,
        count(*) filter (where seconds < 90 * 86400) as under_90,
        count(*) filter (where seconds < 180 * 86400) as under_180
    from ranked
    group by from_step, to_step
)

select * from times
order by from_step, to_step
