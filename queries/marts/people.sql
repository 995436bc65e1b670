-- Leads and contacts that any event carries, from their `person created`, else their first event,
-- with the values at the cut, the account they belong to and whether they are ideal customers: by
-- the rules of icp_person_fits; without rules, when their account's given score says so. A lead
-- names the contact that it became.
-- grain: kind, id
with carried as (
    select 'lead' as kind, lead_id as id, type, name, event_id, occurred_at, occurred_on
    from events
    where lead_id is not null
    union all
    select 'contact', contact_id, type, name, event_id, occurred_at, occurred_on
    from events
    where contact_id is not null
),

arrivals as (
    select
        kind,
        id,
        occurred_at,
        occurred_on,
        row_number() over (
            partition by kind, id
            order by
                case when type = 'person' and name = 'created' then 0 else 1 end,
                occurred_at,
                event_id
        ) as nth
    from carried
),

judged as (
    select
        kind,
        id,
        case
            when count(*) filter (where fits) > 0 then true
            when count(*) filter (where fits is null) = 0 then false
        end as is_icp
    from icp_person_fits
    group by kind, id
),

rules as (
    select count(*) as number from icp_rules
),

became as (
    select
        from_id as lead_id,
        into_id as contact_id,
        row_number() over (partition by from_id order by since, into_id) as nth
    from relations
    where from_kind = 'lead' and into_kind = 'contact'
),

people as (
    select
        arrivals.kind,
        arrivals.id,
        homes.account_id,
        case when arrivals.kind = 'contact' then arrivals.id else became.contact_id end as contact_id,
        arrivals.occurred_at as created_at,
        arrivals.occurred_on as created_on,
        known.seniority, known.title, known.role, known.score, known.status, known.need_fit,
        known.budget_band, known.email_hash, known.domain, known.name_hash,
        case when rules.number > 0 then judged.is_icp else companies.is_icp end as is_icp,
        coalesce(by_account.survivor_id, known.referred_by_account_id) as referred_by_account_id,
        coalesce(by_contact.survivor_id, known.referred_by_contact_id) as referred_by_contact_id,
        coalesce(known.is_deleted, false) as is_deleted,
        coalesce(versions.rep, '(none)') as rep
    from arrivals
    cross join rules
    left join person_values as known on known.kind = arrivals.kind and known.id = arrivals.id
    left join subject_accounts as homes on homes.kind = arrivals.kind and homes.id = arrivals.id
    left join accounts as companies on companies.account_id = homes.account_id
    left join became
        on arrivals.kind = 'lead' and became.lead_id = arrivals.id and became.nth = 1
    left join judged on judged.kind = arrivals.kind and judged.id = arrivals.id
    left join subject_versions as versions
        on versions.kind = arrivals.kind
            and versions.id = arrivals.id
            and versions.valid_to = timestamp '9999-12-31 00:00:00.000'
    left join identity as by_account
        on by_account.kind = 'account' and by_account.id = known.referred_by_account_id
    left join identity as by_contact
        on by_contact.kind = 'contact' and by_contact.id = known.referred_by_contact_id
    where arrivals.nth = 1
)

select * from people
