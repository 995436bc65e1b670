-- Leads and contacts that no event brings to an account, with the accounts of their domain, where the
-- settings ask for it: values are those last told, mail providers are no domain of a company. Only a
-- domain of one single account relates, and no deleted one.
-- grain: kind, id, account_id
with records as (
    select
        type, lead_id, contact_id, account_id, event_id, source_system, occurred_at, received_at,
        deleted,
        row_number() over (
            partition by type, account_id order by occurred_at, event_id
        ) as place,
        case when strpos(cleared, '"domain"') > 0 then '' else lower(domain) end as domain
    from events
    where type in ('person', 'account')
),

told as (
    select 'lead' as kind, lead_id as id, records.*
    from records
    where type = 'person' and lead_id is not null and domain is not null
    union all
    select 'contact', contact_id, records.*
    from records
    where type = 'person' and contact_id is not null and domain is not null
    union all
    select 'account', account_id, records.*
    from records
    where type = 'account' and domain is not null
),

placed as (
    select
        told.*,
        strpos(settings.shared_domains, '"' || told.domain || '"') > 0 as is_shared,
        row_number() over (partition by kind, id order by occurred_at desc, event_id desc) as recency,
        row_number() over (partition by kind, id, domain order by occurred_at, event_id) as telling
    from told
    cross join settings
    where settings.account_by_domain
),

deleted_accounts as (
    select account_id
    from records
    where type = 'account' and deleted is not null
    group by account_id
    having max_by(deleted, place)
),

-- An empty text stood for cleared up to here; no event can hold one.
first_told as (
    select
        placed.kind, placed.id, placed.domain, placed.event_id, placed.source_system,
        placed.occurred_at, placed.received_at
    from placed as last_told
    join placed
        on placed.kind = last_told.kind
            and placed.id = last_told.id
            and placed.domain = last_told.domain
            and placed.telling = 1
    where last_told.recency = 1 and last_told.domain <> '' and not last_told.is_shared
),

housed as (
    select from_kind as kind, from_id as id
    from told_relations
    where into_kind = 'account'
    union
    select lead.from_kind, lead.from_id
    from told_relations as lead
    join told_relations as onward
        on onward.from_kind = lead.into_kind
            and onward.from_id = lead.into_id
            and onward.into_kind = 'account'
    where lead.from_kind = 'lead'
    union
    select leads.kind, leads.id
    from hash_contacts as leads
    join told_relations as onward
        on onward.from_kind = 'contact'
            and onward.from_id = leads.contact_id
            and onward.into_kind = 'account'
    where leads.outcome = 'related'
),

domain_accounts as (
    select
        person.kind, person.id, company.id as account_id, person.domain, person.event_id,
        person.source_system,
        greatest(person.occurred_at, company.occurred_at) as occurred_at,
        greatest(person.received_at, company.received_at) as received_at,
        count(*) over (partition by person.kind, person.id) = 1 as is_related
    from first_told as person
    join first_told as company on company.kind = 'account' and company.domain = person.domain
    left join deleted_accounts as deleted on deleted.account_id = company.id
    left join housed on housed.kind = person.kind and housed.id = person.id
    where person.kind in ('lead', 'contact') and housed.id is null and deleted.account_id is null
)

select * from domain_accounts
