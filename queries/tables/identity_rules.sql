-- Leads and contacts that the settings merge because their records last told the same email_hash: each
-- into the one that told it first. Links come before: these are ids that no link merged away, with
-- the history of those that were. A hash of more ids than the settings allow stands for no person.
-- grain: kind, id
with told as (
    select
        log.lead_id, log.contact_id, log.event_id, log.source_system, log.occurred_at,
        log.received_at,
        case when strpos(log.cleared, '"email_hash"') > 0 then '' else log.email_hash end as email_hash
    from event_log as log
    cross join settings
    left join retractions on retractions.target_event_id = log.event_id
    where settings.merge_by_email_hash
        and log.type = 'person'
        and retractions.target_event_id is null
),

records as (
    select 'lead' as kind, lead_id as id, told.* from told where lead_id is not null
    union all
    select 'contact', contact_id, told.* from told where contact_id is not null
),

resolved as (
    select
        records.kind, coalesce(chains.survivor_id, records.id) as id, records.email_hash,
        records.event_id, records.source_system, records.occurred_at, records.received_at
    from records
    left join identity_chains as chains on chains.kind = records.kind and chains.id = records.id
    where records.email_hash is not null and coalesce(chains.is_resolved, true)
),

placed as (
    select
        resolved.*,
        row_number() over (partition by kind, id order by occurred_at desc, event_id desc) as recency,
        row_number() over (
            partition by kind, id, email_hash order by occurred_at, event_id
        ) as telling
    from resolved
),

-- An empty text stood for cleared up to here; no event can hold one.
last_told as (
    select kind, id, email_hash
    from placed
    where recency = 1 and email_hash <> ''
),

first_told as (
    select
        placed.*,
        count(*) over (partition by placed.kind, placed.email_hash) as ids,
        row_number() over shared as place,
        first_value(placed.id) over shared as into_id,
        first_value(placed.occurred_at) over shared as into_occurred_at,
        first_value(placed.received_at) over shared as into_received_at
    from last_told
    join placed
        on placed.kind = last_told.kind
            and placed.id = last_told.id
            and placed.email_hash = last_told.email_hash
            and placed.telling = 1
    window shared as (
        partition by placed.kind, placed.email_hash order by placed.occurred_at, placed.id
    )
),

identity_rules as (
    select
        first_told.kind, first_told.id, first_told.into_id, first_told.email_hash,
        first_told.event_id, first_told.source_system,
        greatest(first_told.occurred_at, first_told.into_occurred_at) as occurred_at,
        greatest(first_told.received_at, first_told.into_received_at) as received_at,
        first_told.ids,
        first_told.ids <= settings.most_per_email_hash as is_merged
    from first_told
    cross join settings
    where first_told.place > 1
)

select * from identity_rules
