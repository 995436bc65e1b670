-- Leads and contacts whose records say that a customer referred them, as known last, and the
-- accounts and opportunities of such leads.
-- grain: subject_kind, subject_id
with told as (
    select
        case when lead_id is not null then 'lead' else 'contact' end as kind,
        coalesce(lead_id, contact_id) as id,
        row_number() over (order by occurred_at, event_id) as place,
        case
            when strpos(cleared, '"referred_by_account_id"') > 0 then ''
            else referred_by_account_id
        end as by_account,
        case
            when strpos(cleared, '"referred_by_contact_id"') > 0 then ''
            else referred_by_contact_id
        end as by_contact
    from events
    where type = 'person'
),

-- An empty text stands for cleared; no event can hold one.
last_known as (
    select
        kind,
        id,
        max_by(by_account, place) filter (where by_account is not null) as by_account,
        max_by(by_contact, place) filter (where by_contact is not null) as by_contact
    from told
    group by kind, id
),

referred_people as (
    select kind, id from last_known where by_account <> '' or by_contact <> ''
),

referred_subjects as (
    select kind as subject_kind, id as subject_id
    from referred_people
    union
    select relations.into_kind, relations.into_id
    from referred_people
    join relations
        on relations.from_kind = referred_people.kind
            and relations.from_id = referred_people.id
)

select * from referred_subjects
