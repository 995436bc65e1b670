-- Leads that no event brings to a contact, with the contacts of their email_hash, where the settings
-- ask for it: values are those last told. Only one single contact relates, and no deleted one.
-- grain: kind, id, contact_id
with records as (
    select
        lead_id, contact_id, event_id, source_system, occurred_at, received_at, deleted,
        case when strpos(cleared, '"email_hash"') > 0 then '' else email_hash end as email_hash
    from events
    where type = 'person'
),

told as (
    select 'lead' as kind, lead_id as id, records.* from records where lead_id is not null
    union all
    select 'contact', contact_id, records.* from records where contact_id is not null
),

placed as (
    select
        told.*,
        row_number() over (partition by kind, id order by occurred_at, event_id) as place,
        row_number() over (
            partition by kind, id, email_hash order by occurred_at, event_id
        ) as telling
    from told
    cross join settings
    where settings.contact_by_email_hash
),

last_told as (
    select
        kind, id,
        max_by(email_hash, place) filter (where email_hash is not null) as email_hash,
        coalesce(max_by(deleted, place) filter (where deleted is not null), false) as is_deleted
    from placed
    group by kind, id
),

-- An empty text stood for cleared up to here; no event can hold one.
first_told as (
    select
        placed.kind, placed.id, placed.email_hash, placed.event_id, placed.source_system,
        placed.occurred_at, placed.received_at,
        count(*) over (partition by placed.kind, placed.email_hash) as ids
    from last_told
    join placed
        on placed.kind = last_told.kind
            and placed.id = last_told.id
            and placed.email_hash = last_told.email_hash
            and placed.telling = 1
    where last_told.email_hash <> '' and not last_told.is_deleted
),

converted as (
    select from_id as id
    from told_relations
    where from_kind = 'lead' and into_kind = 'contact'
    group by from_id
),

hash_contacts as (
    select
        lead.kind, lead.id, contact.id as contact_id, lead.email_hash, lead.event_id,
        lead.source_system,
        greatest(lead.occurred_at, contact.occurred_at) as occurred_at,
        greatest(lead.received_at, contact.received_at) as received_at,
        case
            when lead.ids > settings.most_per_email_hash then 'too_many'
            when contact.ids > 1 then 'two_targets'
            else 'related'
        end as outcome
    from first_told as lead
    cross join settings
    join first_told as contact on contact.kind = 'contact' and contact.email_hash = lead.email_hash
    left join converted on converted.id = lead.id
    where lead.kind = 'lead' and converted.id is null
)

select * from hash_contacts
