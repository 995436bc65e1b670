-- Why open tries may stay where they are, by the last step reached and by a dimension at entry: how
-- many were not touched for so many days, and how many are in a visit longer than usual.
-- grain: step, value
with tries as (
    select
        subject_id, attempt, furthest_step,
        element_at(
            array[source, channel, campaign, campaign_type, content, content_type, region, segment,
                product, rep, team], :dimension_place
        ) as value
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
        and outcome = 'open'
),

recent as (
    select lead_id, contact_id, account_id, opportunity_id
    from events
    cross join cut
    where type = 'touch'
        and coalesce(kind, 'interaction') <> 'trigger'
        and coalesce(actor, 'human') = 'human'
        and occurred_at > date_add('day', -:cold_days, cut.cut_at)
),

touched_ids as (
    select 'lead' as kind, lead_id as id from recent where lead_id is not null
    union
    select 'contact', contact_id from recent where contact_id is not null
    union
    select 'account', account_id from recent where account_id is not null
    union
    select 'opportunity', opportunity_id from recent where opportunity_id is not null
),

touched as (
    select id as subject_id from touched_ids where kind = :subject
    union
    select subject_ids.subject_id
    from touched_ids
    join subject_ids on subject_ids.id_kind = touched_ids.kind and subject_ids.id = touched_ids.id
    where subject_ids.subject_kind = :subject
),

open_visits as (
    select
        visits.subject_id,
        visits.attempt,
        cast(visits.seconds as double) > case
            when norms.number >= :least_visits then norms.p90_seconds
            else cast(86400 * cast(
                nullif(element_at(array[:target_days], visits.stage_no), '') as bigint
            ) as double)
        end as is_stalled
    from visit_times as visits
    left join stage_norms as norms
        on norms.funnel = visits.funnel and norms.stage_no = visits.stage_no
    where visits.funnel = :funnel and visits.is_open
),

causes as (
    select
        tries.furthest_step as step,
        tries.value,
        count(*) as open_tries,
        count(*) filter (where touched.subject_id is null) as untouched,
        count(*) filter (where open_visits.is_stalled is not null) as judged,
        count(*) filter (where open_visits.is_stalled) as stalled
    from tries
    left join touched on touched.subject_id = tries.subject_id
    left join open_visits
        on open_visits.subject_id = tries.subject_id and open_visits.attempt = tries.attempt
    group by tries.furthest_step, tries.value
)

select * from causes
order by step, value
