-- How subjects belong together: leads converted into contacts, accounts and opportunities, people
-- and opportunities at their accounts. From link, deal and person events, ids resolved; where the
-- settings ask for it, also leads and the contact of their email_hash, and people without account
-- and that of their domain.
-- grain: from_kind, from_id, into_kind, into_id
with relations as (
    select from_kind, from_id, into_kind, into_id, since from told_relations
    union all
    select
        kind as from_kind,
        id as from_id,
        'account' as into_kind,
        account_id as into_id,
        occurred_at as since
    from domain_accounts
    where is_related
    union all
    select kind, id, 'contact', contact_id, occurred_at
    from hash_contacts
    where outcome = 'related'
)

select * from relations
