-- How subjects belong together: leads converted into contacts, accounts and opportunities, people
-- and opportunities at their accounts. From link, deal and person events, ids resolved, and for
-- people without account from their domain, where the settings ask for it.
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
)

select * from relations
