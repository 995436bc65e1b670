-- How subjects belong together as link, deal and person events tell it, ids resolved: leads converted
-- into contacts, accounts and opportunities, people and opportunities at their accounts.
-- grain: from_kind, from_id, into_kind, into_id
with links as (
    select
        links.from_kind,
        coalesce(origin.survivor_id, links.from_id) as from_id,
        links.into_kind,
        coalesce(target.survivor_id, links.into_id) as into_id,
        links.occurred_at
    from events as links
    left join identity as origin on origin.kind = links.from_kind and origin.id = links.from_id
    left join identity as target on target.kind = links.into_kind and target.id = links.into_id
    where links.type = 'link' and links.relation in ('converted', 'belongs_to')
),

carried as (
    select 'lead' as from_kind, lead_id as from_id,
        'opportunity' as into_kind, opportunity_id as into_id, occurred_at
    from events
    where type = 'deal' and lead_id is not null
    union all
    select 'opportunity', opportunity_id, 'account', account_id, occurred_at
    from events
    where type = 'deal' and account_id is not null
    union all
    select 'lead', lead_id, 'account', account_id, occurred_at
    from events
    where type = 'person' and lead_id is not null and account_id is not null
    union all
    select 'contact', contact_id, 'account', account_id, occurred_at
    from events
    where type = 'person' and contact_id is not null and account_id is not null
),

told_relations as (
    select from_kind, from_id, into_kind, into_id, min(occurred_at) as since
    from (
        select from_kind, from_id, into_kind, into_id, occurred_at from links
        union all
        select from_kind, from_id, into_kind, into_id, occurred_at from carried
    ) as every_relation
    group by from_kind, from_id, into_kind, into_id
)

select * from told_relations
