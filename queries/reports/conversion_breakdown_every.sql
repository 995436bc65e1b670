-- Tries entered in the period, run once per value of a dimension on only the stage events that carry
-- the value themselves: a try counts under each of its values as far as that value's events go.
-- grain: value
with tries as (
    select subject_id, attempt, outcome, won_step
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

carried as (
    select stage_events.subject_id, stage_events.attempt, stage_events.stage_no,
        element_at(
            array[events.source, events.channel, events.campaign, events.campaign_type,
                events.content, events.content_type, events.region, events.segment,
                events.product, events.rep, events.team], :dimension_place
        ) as value
    from stage_events
    join events on events.event_id = stage_events.event_id
    where stage_events.stage_no is not null
),

visits as (
    select distinct
        tries.subject_id, tries.attempt, tries.outcome, tries.won_step, carried.value, carried.stage_no
    from tries
    join carried on carried.subject_id = tries.subject_id and carried.attempt = tries.attempt
    where carried.value is not null
),

-- Under the rule all, a stage counts when no stage before it is missing but optional ones.
numbered as (
    select
        visits.*,
        sum(case when cast(stage_no as varchar) in (:needed) then 1 else 0 end) over (
            partition by subject_id, attempt, value
            order by stage_no
            rows between unbounded preceding and current row
        ) as needed_visited
    from visits
),

needs as (
    select step, sum(case when cast(step as varchar) in (:needed) then 1 else 0 end) over (
        order by step rows between unbounded preceding and current row
    ) as needed
    from unnest(sequence(1, :steps)) as numbers (step)
),

extents as (
    select
        numbered.subject_id, numbered.attempt, numbered.outcome, numbered.won_step, numbered.value,
        max(numbered.stage_no) as furthest,
        max(case when numbered.needed_visited = needs.needed then numbered.stage_no end) as furthest_all,
        max(case when numbered.stage_no = 1 then 1 else 0 end) as visited_first,
        max(case when numbered.stage_no = numbered.won_step then 1 else 0 end) as visited_won
    from numbered
    join needs on needs.step = numbered.stage_no
    group by numbered.subject_id, numbered.attempt, numbered.outcome, numbered.won_step, numbered.value
),

judged as (
    select
        value,
        outcome,
        case :rule
            when 'visited' then visited_first = 1
            when 'all' then furthest_all is not null
            else true
        end as is_entered,
        case :rule
            when 'visited' then visited_won = 1
            when 'all' then coalesce(furthest_all >= won_step, false)
            else furthest >= won_step
        end as is_won
    from extents
),

breakdown as (
    select
        value,
        count(*) filter (where is_entered) as entered,
        count(*) filter (where is_won) as won,
        count(*) filter (where is_entered and not is_won and outcome = 'lost') as lost,
        count(*) filter (where is_entered and not is_won and outcome = 'expired') as expired,
        count(*) filter (where is_entered and not is_won and outcome = 'open') as still_open,
        count(*) filter (where is_entered and not is_won and outcome = 'won') as won_otherwise
    from judged
    group by value
)

select * from breakdown
order by entered desc, value
