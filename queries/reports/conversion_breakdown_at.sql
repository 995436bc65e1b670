-- Tries entered in the period by the value that a dimension had at the first visit to one step, or
-- for step 0 at the last step visited: from that event, else the deal, person or account as of then.
-- grain: value
with tries as (
    select
        subject_id, attempt, try, outcome, step_01_at,
        case rule when 'visited' then won_at is not null else furthest_step >= won_step end as is_won,
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

steps as (
    select step from unnest(sequence(1, :steps)) as numbers (step)
),

visits as (
    select
        tries.subject_id, tries.attempt, tries.try, steps.step,
        element_at(tries.visited_at, steps.step) as visited_at,
        row_number() over (
            partition by tries.subject_id, tries.attempt, tries.try
            order by element_at(tries.visited_at, steps.step) desc, steps.step desc
        ) as nth_from_last
    from tries
    cross join steps
    where element_at(tries.visited_at, steps.step) is not null
        and (:step = 0 or steps.step = :step)
),

moments as (
    select subject_id, occurred_at, stage_no, min_by(event_id, place) as event_id
    from stage_events
    where stage_no is not null
    group by subject_id, occurred_at, stage_no
),

-- A subject's own versions are read by its id; the others by the ids of the event.
found as (
    select
        visits.subject_id, visits.attempt, visits.try, events.occurred_at,
        element_at(
            array[source, channel, campaign, campaign_type, content, content_type, region, segment,
                product, rep, team], :dimension_place
        ) as value,
        case when :subject = 'opportunity' then visits.subject_id else opportunity_id end as deal_id,
        case when :subject in ('lead', 'contact') then :subject
            when lead_id is null then 'contact' else 'lead' end as person_kind,
        case when :subject in ('lead', 'contact') then visits.subject_id
            else coalesce(lead_id, contact_id) end as person_id,
        case when :subject = 'account' then visits.subject_id else account_id end as company_id
    from visits
    join moments
        on moments.subject_id = visits.subject_id
            and moments.occurred_at = visits.visited_at and moments.stage_no = visits.step
    join events on events.event_id = moments.event_id
    where visits.nth_from_last = 1
),

versions as (
    select kind, id, valid_from, valid_to,
        element_at(array[source, channel, campaign, campaign_type, content, content_type, region,
            segment, product, rep, team], :dimension_place) as value
    from subject_versions
),

breakdown as (
    select
        coalesce(found.value, deal.value, person.value, company.value, '(none)') as value,
        count(step_01_at) as entered,
        count(*) filter (where is_won) as won,
        count(*) filter (where not is_won and outcome = 'lost') as lost,
        count(*) filter (where not is_won and outcome = 'expired') as expired,
        count(*) filter (where not is_won and outcome = 'open') as still_open,
        count(*) filter (where not is_won and outcome = 'won') as won_otherwise
    from tries
    left join found
        on found.subject_id = tries.subject_id
            and found.attempt = tries.attempt and found.try = tries.try
    left join versions as deal
        on deal.kind = 'opportunity' and deal.id = found.deal_id
            and deal.valid_from <= found.occurred_at and found.occurred_at < deal.valid_to
    left join versions as person
        on person.kind = found.person_kind and person.id = found.person_id
            and person.valid_from <= found.occurred_at and found.occurred_at < person.valid_to
    left join versions as company
        on company.kind = 'account' and company.id = found.company_id
            and company.valid_from <= found.occurred_at and found.occurred_at < company.valid_to
    group by coalesce(found.value, deal.value, person.value, company.value, '(none)')
)

select * from breakdown
order by entered desc, value
