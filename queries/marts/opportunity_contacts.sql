-- The buying committee of each opportunity as its deal records list it last: the primary contact
-- first, then in the order of the list. Ids resolved to their survivors.
-- grain: opportunity_id, contact_id
with records as (
    select
        opportunity_id, contact_roles,
        row_number() over (
            partition by opportunity_id order by occurred_at desc, event_id desc
        ) as nth_from_last
    from events
    where type = 'deal'
        and (contact_roles is not null or strpos(cleared, '"contact_roles"') > 0)
),

-- The path leads to a text in every engine, so that each entry is read by its place.
listed as (
    select
        records.opportunity_id,
        places.place,
        json_extract_scalar(
            records.contact_roles, '$[' || cast(places.place as varchar) || '].contact_id'
        ) as contact_id,
        json_extract_scalar(
            records.contact_roles, '$[' || cast(places.place as varchar) || '].role'
        ) as role,
        coalesce(json_extract_scalar(
            records.contact_roles, '$[' || cast(places.place as varchar) || '].primary'
        ) = 'true', false) as is_primary
    from records
    cross join unnest(
        sequence(0, greatest(cast(json_array_length(records.contact_roles) as bigint) - 1, 0))
    ) as places (place)
    where records.nth_from_last = 1 and records.contact_roles is not null
),

resolved as (
    select
        listed.opportunity_id,
        listed.place,
        coalesce(identity.survivor_id, listed.contact_id) as contact_id,
        listed.role,
        listed.is_primary
    from listed
    left join identity on identity.kind = 'contact' and identity.id = listed.contact_id
    where listed.contact_id is not null
),

ranked as (
    select
        resolved.*,
        row_number() over (
            partition by opportunity_id, contact_id order by is_primary desc, place
        ) as mention
    from resolved
),

opportunity_contacts as (
    select
        opportunity_id,
        contact_id,
        role,
        is_primary,
        row_number() over (partition by opportunity_id order by is_primary desc, place) as nth
    from ranked
    where mention = 1
)

select * from opportunity_contacts
