-- What the records of each lead and contact say at the cut: an absent field keeps its value, a
-- cleared one becomes null. A record that names both counts for both.
-- grain: kind, id
with records as (
    select
        lead_id, contact_id, occurred_at, event_id,
        case when strpos(cleared, '"seniority"') > 0 then '' else seniority end as seniority,
        case when strpos(cleared, '"title"') > 0 then '' else title end as title,
        case when strpos(cleared, '"role"') > 0 then '' else role end as role,
        case when strpos(cleared, '"score"') > 0 then '' else cast(score as varchar) end as score,
        case when strpos(cleared, '"status"') > 0 then '' else status end as status,
        case
            when strpos(cleared, '"need_fit"') > 0 then '' when need_fit then 'true'
            when not need_fit then 'false'
        end as need_fit,
        case when strpos(cleared, '"budget_band"') > 0 then '' else budget_band end as budget_band,
        case when strpos(cleared, '"email_hash"') > 0 then '' else email_hash end as email_hash,
        case when strpos(cleared, '"domain"') > 0 then '' else domain end as domain,
        case when strpos(cleared, '"name_hash"') > 0 then '' else name_hash end as name_hash,
        case
            when strpos(cleared, '"referred_by_account_id"') > 0 then ''
            else referred_by_account_id
        end as by_account,
        case
            when strpos(cleared, '"referred_by_contact_id"') > 0 then ''
            else referred_by_contact_id
        end as by_contact,
        case
            when strpos(cleared, '"deleted"') > 0 then 'no' when deleted then 'yes'
            when not deleted then 'no'
        end as deleted
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
        row_number() over (partition by kind, id order by occurred_at, event_id) as place
    from told
),

-- An empty text stood for cleared up to here; no event can hold one.
last_known as (
    select
        kind,
        id,
        max_by(seniority, place) filter (where seniority is not null) as seniority,
        max_by(title, place) filter (where title is not null) as title,
        max_by(role, place) filter (where role is not null) as role,
        max_by(score, place) filter (where score is not null) as score,
        max_by(status, place) filter (where status is not null) as status,
        max_by(need_fit, place) filter (where need_fit is not null) as need_fit,
        max_by(budget_band, place) filter (where budget_band is not null) as budget_band,
        max_by(email_hash, place) filter (where email_hash is not null) as email_hash,
        max_by(domain, place) filter (where domain is not null) as domain,
        max_by(name_hash, place) filter (where name_hash is not null) as name_hash,
        max_by(by_account, place) filter (where by_account is not null) as by_account,
        max_by(by_contact, place) filter (where by_contact is not null) as by_contact,
        max_by(deleted, place) filter (where deleted is not null) as deleted
    from placed
    group by kind, id
),

person_values as (
    select
        kind,
        id,
        nullif(seniority, '') as seniority,
        nullif(title, '') as title,
        nullif(role, '') as role,
        cast(nullif(score, '') as decimal(18,4)) as score,
        nullif(status, '') as status,
        nullif(need_fit, '') = 'true' as need_fit,
        nullif(budget_band, '') as budget_band,
        nullif(email_hash, '') as email_hash,
        nullif(domain, '') as domain,
        nullif(name_hash, '') as name_hash,
        nullif(by_account, '') as referred_by_account_id,
        nullif(by_contact, '') as referred_by_contact_id,
        coalesce(deleted = 'yes', false) as is_deleted
    from last_known
)

select * from person_values
