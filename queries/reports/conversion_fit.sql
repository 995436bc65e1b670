-- How well the tries that visited a step fit: of those whose account has a score, how many reach
-- the least one, by a dimension at entry.
-- grain: step, value
with tries as (
    select
        subject_id,
        element_at(
            array[source, channel, campaign, campaign_type, content, content_type, region, segment,
                product, rep, team], :dimension_place
        ) as value,
        array[step_01_visited_at, step_02_visited_at, step_03_visited_at, step_04_visited_at,
            step_05_visited_at, step_06_visited_at, step_07_visited_at, step_08_visited_at,
            step_09_visited_at, step_10_visited_at, step_11_visited_at, step_12_visited_at
        ] as visited_at
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

related as (
    select from_id as subject_id, min(into_id) as account_id
    from relations
    where from_kind = :subject and into_kind = 'account'
    group by from_id
),

scores as (
    select
        account_id,
        icp_score,
        row_number() over (
            partition by account_id order by occurred_at desc, event_id desc
        ) as nth_from_last
    from events
    where type = 'account' and icp_score is not null
),

steps as (
    select step
    from unnest(sequence(1, :steps)) as numbers (step)
),

accounts_of as (
    select
        tries.value,
        tries.visited_at,
        case when :subject = 'account' then tries.subject_id else related.account_id end as account_id
    from tries
    left join related on related.subject_id = tries.subject_id
),

fit as (
    select
        steps.step,
        accounts_of.value,
        count(scores.icp_score) as known,
        count(*) filter (where scores.icp_score >= :least_score) as fitting
    from accounts_of
    cross join steps
    left join scores on scores.account_id = accounts_of.account_id and scores.nth_from_last = 1
    where element_at(accounts_of.visited_at, steps.step) is not null
    group by steps.step, accounts_of.value
)

select * from fit
order by step, value
