-- Whose events a subject's funnel reads beside its own: a lead's contact and opportunity; an
-- account's leads, contacts and opportunities.
-- grain: subject_kind, subject_id, id_kind, id
with lead_ids as (
    select 'lead' as subject_kind, from_id as subject_id, into_kind as id_kind, into_id as id
    from relations
    where from_kind = 'lead' and into_kind in ('contact', 'opportunity')
),

account_ids as (
    select 'account' as subject_kind, into_id as subject_id, from_kind as id_kind, from_id as id
    from relations
    where into_kind = 'account'
),

subject_ids as (
    select subject_kind, subject_id, id_kind, id from lead_ids
    union all
    select subject_kind, subject_id, id_kind, id from account_ids
)

select * from subject_ids
