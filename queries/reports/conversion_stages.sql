-- How many tries entered in the period reached each step, visited it, and where the others stopped:
-- of those that reached a step and not the next, the lost, expired, open, won at it or after it, and
-- won without the next.
-- With `once` a subject's ordered tries count once, with its furthest and then earliest.
-- grain: rule, step
with turns as (
    select journeys.*, 1 as turn
    from journeys
    where funnel = :funnel and entered_on >= :starts_on and entered_on < :ends_on
        and (:once = 'no' or rule <> 'ordered')
    union all
    select journeys.*, row_number() over (
        partition by subject_id order by furthest_step desc, entered_at, try
    ) as turn
    from journeys
    where funnel = :funnel and entered_on >= :starts_on and entered_on < :ends_on
        and :once = 'yes' and rule = 'ordered'
),

tries as (
    select
        rule, outcome, won_step,
        array[
            step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at
        ] as reached_at,
        array[
            step_01_visited_at, step_02_visited_at, step_03_visited_at, step_04_visited_at,
            step_05_visited_at, step_06_visited_at, step_07_visited_at, step_08_visited_at,
            step_09_visited_at, step_10_visited_at, step_11_visited_at, step_12_visited_at
        ] as visited_at
    from turns
    where turn = 1
),

steps as (
    select step
    from unnest(sequence(1, :steps)) as numbers (step)
),

placed as (
    select
        tries.rule,
        steps.step,
        element_at(tries.visited_at, steps.step) is not null as is_visited,
        element_at(tries.reached_at, steps.step + 1) is null as is_last,
        case
            when tries.outcome = 'won' and steps.step < tries.won_step then 'won otherwise'
            else tries.outcome
        end as state
    from tries
    cross join steps
    where element_at(tries.reached_at, steps.step) is not null
),

stages as (
    select
        rule,
        step,
        count(*) as reached,
        count(*) filter (where is_visited) as visited,
        count(*) filter (where is_last and state = 'lost') as lost,
        count(*) filter (where is_last and state = 'expired') as expired,
        count(*) filter (where is_last and state = 'open') as still_open,
        count(*) filter (where is_last and state = 'won') as won,
        count(*) filter (where is_last and state = 'won otherwise') as won_otherwise
    from placed
    group by rule, step
)

select * from stages
order by rule, step
