-- How many tries entered in the period reached each step, visited it, and where the others stopped.
-- grain: rule, step
with tries as (
    select *
    from journeys
    where funnel = :funnel and entered_on >= :starts_on and entered_on < :ends_on
),

steps as (
    select step
    from unnest(sequence(1, :steps)) as numbers (step)
),

placed as (
    select
        tries.rule,
        steps.step,
        tries.furthest_step >= steps.step as is_reached,
        tries.furthest_step = steps.step as is_last,
        tries.outcome = 'won' and tries.furthest_step < tries.won_step as won_otherwise,
        tries.outcome,
        case steps.step
            when 1 then tries.step_01_visited_at
            when 2 then tries.step_02_visited_at
            when 3 then tries.step_03_visited_at
            when 4 then tries.step_04_visited_at
            when 5 then tries.step_05_visited_at
            when 6 then tries.step_06_visited_at
            when 7 then tries.step_07_visited_at
            when 8 then tries.step_08_visited_at
            when 9 then tries.step_09_visited_at
            when 10 then tries.step_10_visited_at
            when 11 then tries.step_11_visited_at
            when 12 then tries.step_12_visited_at
        end as visited_at
    from tries
    cross join steps
),

stages as (
    select
        rule,
        step,
        count(*) filter (where is_reached) as reached,
        count(*) filter (where is_reached and visited_at is not null) as visited,
        count(*) filter (where is_last and outcome = 'lost') as lost,
        count(*) filter (where is_last and outcome = 'expired') as expired,
        count(*) filter (where is_last and outcome in ('open', 'won') and not won_otherwise) as still_open,
        count(*) filter (where is_last and won_otherwise) as won_otherwise
    from placed
    group by rule, step
)

select * from stages
order by rule, step
