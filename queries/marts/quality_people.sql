-- People as their records leave them at the cut, deleted ones left out: owner, the system that told
-- first, the earlier record of the same person within leads or within contacts (by the hash of the
-- e-mail address; by domain and hash of the name), and the fields whose absence is counted.
-- grain: kind, id
with carried as (
    select 'lead' as kind, lead_id as id, source_system, occurred_at, event_id
    from events
    where type = 'person' and lead_id is not null
    union all
    select 'contact', contact_id, source_system, occurred_at, event_id
    from events
    where type = 'person' and contact_id is not null
),

records as (
    select
        kind, id, source_system,
        row_number() over (partition by kind, id order by occurred_at, event_id) as nth
    from carried
),

known as (
    select * from people where not is_deleted
),

by_email as (
    select
        kind, id,
        first_value(id) over (partition by kind, email_hash order by created_at, id) as first_id
    from known
    where email_hash is not null
),

by_name as (
    select
        kind, id,
        first_value(id) over (
            partition by kind, domain, name_hash order by created_at, id
        ) as first_id
    from known
    where domain is not null and name_hash is not null
),

quality_people as (
    select
        known.kind, known.id, known.created_on, known.rep,
        coalesce(records.source_system, '(none)') as source_system,
        known.account_id, known.email_hash, known.domain, known.name_hash, known.title,
        known.seniority, known.role, known.status, known.score, known.budget_band, known.need_fit,
        nullif(by_email.first_id, known.id) as same_email_as,
        nullif(by_name.first_id, known.id) as same_name_as,
        responses.assigned_seconds
    from known
    left join records
        on records.kind = known.kind and records.id = known.id and records.nth = 1
    left join by_email on by_email.kind = known.kind and by_email.id = known.id
    left join by_name on by_name.kind = known.kind and by_name.id = known.id
    left join lead_responses as responses
        -- An equality of one expression, so that the join is a hash join.
        on responses.lead_id = case when known.kind = 'lead' then known.id end
)

select * from quality_people
