-- Ids that the settings merge because their records last told the same: leads and contacts by their
-- email_hash, accounts by their domain; each into the one that told it first. Links come before: these
-- are ids that no link merged away, with the history of those that were. What more ids share than the
-- settings allow stands for none; a domain of mail providers, or a deleted account, merges nothing.
-- grain: kind, id
with told as (
    select
        log.type, log.lead_id, log.contact_id, log.account_id, log.event_id, log.source_system,
        log.occurred_at, log.received_at, log.deleted,
        case
            when log.type = 'account' and strpos(log.cleared, '"domain"') > 0 then ''
            when log.type = 'account' then lower(log.domain)
            when strpos(log.cleared, '"email_hash"') > 0 then ''
            else log.email_hash
        end as shared_value
    from event_log as log
    cross join settings
    left join retractions on retractions.target_event_id = log.event_id
    where retractions.target_event_id is null
        and (
            (log.type = 'person' and settings.merge_by_email_hash)
            or (log.type = 'account' and settings.merge_by_domain)
        )
),

records as (
    select 'lead' as kind, lead_id as id, told.* from told where type = 'person' and lead_id is not null
    union all
    select 'contact', contact_id, told.* from told where type = 'person' and contact_id is not null
    union all
    select 'account', account_id, told.* from told where type = 'account'
),

placed as (
    select
        records.kind, coalesce(chains.survivor_id, records.id) as id, records.shared_value,
        records.event_id, records.source_system, records.occurred_at, records.received_at,
        records.deleted,
        row_number() over history as place,
        row_number() over (
            partition by records.kind, coalesce(chains.survivor_id, records.id), records.shared_value
            order by records.occurred_at, records.event_id
        ) as telling
    from records
    left join identity_chains as chains on chains.kind = records.kind and chains.id = records.id
    where coalesce(chains.is_resolved, true)
    window history as (
        partition by records.kind, coalesce(chains.survivor_id, records.id)
        order by records.occurred_at, records.event_id
    )
),

-- An empty text stood for cleared up to here; no event can hold one.
last_told as (
    select
        kind, id,
        max_by(shared_value, place) filter (where shared_value is not null) as shared_value,
        coalesce(max_by(deleted, place) filter (where deleted is not null), false) as is_deleted
    from placed
    group by kind, id
),

first_told as (
    select
        placed.*,
        count(*) over (partition by placed.kind, placed.shared_value) as ids,
        row_number() over shared as nth,
        first_value(placed.id) over shared as into_id,
        first_value(placed.occurred_at) over shared as into_occurred_at,
        first_value(placed.received_at) over shared as into_received_at
    from last_told
    join placed
        on placed.kind = last_told.kind
            and placed.id = last_told.id
            and placed.shared_value = last_told.shared_value
            and placed.telling = 1
    cross join settings
    where last_told.shared_value <> ''
        and (last_told.kind <> 'account' or not last_told.is_deleted)
        and strpos(settings.shared_domains, '"' || last_told.shared_value || '"') = 0
    window shared as (
        partition by placed.kind, placed.shared_value order by placed.occurred_at, placed.id
    )
),

identity_rules as (
    select
        kind, id, into_id, shared_value, event_id, source_system,
        greatest(occurred_at, into_occurred_at) as occurred_at,
        greatest(received_at, into_received_at) as received_at, ids,
        ids <= case kind when 'account' then most_per_domain else most_per_email_hash end as is_merged
    from first_told
    cross join settings
    where nth > 1
)

select * from identity_rules
