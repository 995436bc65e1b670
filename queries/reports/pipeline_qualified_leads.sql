-- Subjects of the funnel that entered in the span and reached its qualified stage, and the money won
-- since then from their opportunities, each counted once, at the rate of the day it closed.
-- grain: subjects
with tries as (
    select
        subject_id, entered_at,
        element_at(
            array[step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
                step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at],
            :qualified_step
        ) as qualified_at
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

subjects as (
    select subject_id, min(entered_at) as entered_at
    from tries
    where qualified_at is not null
    group by subject_id
),

wins as (
    select
        opportunity_id, closed_at, value,
        case :subject
            when 'lead' then lead_id when 'account' then account_id
            when 'opportunity' then opportunity_id
        end as subject_id
    from opportunity_outcomes
    where state = 'won'
),

qualified_leads as (
    select
        count(distinct subjects.subject_id) as subjects,
        count(wins.opportunity_id) as won,
        count(wins.value) as won_priced,
        sum(wins.value) as won_money
    from subjects
    left join wins
        on wins.subject_id = subjects.subject_id and wins.closed_at >= subjects.entered_at
)

select * from qualified_leads
order by subjects
