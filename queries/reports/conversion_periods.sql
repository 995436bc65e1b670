-- How many tries reached each step in the period, whenever they were entered: the period basis.
-- With `once` subjects count instead of ordered tries.
-- grain: rule, step
with tries as (
    select
        rule, subject_id,
        array[
            step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at
        ] as reached_at
    from journeys
    where funnel = :funnel and entered_on >= :starts_on and entered_on < :ends_on
),

bounds as (
    select min(starts_at) as from_at, max(ends_at) as to_at
    from calendar
    where kind = 'day' and starts_on >= :reached_from and starts_on < :ends_on
),

steps as (
    select step
    from unnest(sequence(1, :steps)) as numbers (step)
),

periods as (
    select
        tries.rule,
        steps.step,
        case
            when :once = 'yes' and tries.rule = 'ordered' then count(distinct tries.subject_id)
            else count(*)
        end as reached
    from tries
    cross join steps
    cross join bounds
    where element_at(tries.reached_at, steps.step) >= bounds.from_at
        and element_at(tries.reached_at, steps.step) < bounds.to_at
    group by tries.rule, steps.step
)

select * from periods
order by rule, step
