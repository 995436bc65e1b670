-- Every attempt to merge two ids, by a link event or by a rule of the settings, and every person that
-- a rule brought to a contact or an account: when it happened, since when it is known, and what became of it. outcome
-- is merged, related, or why not: retracted, itself, repeated or replaced by a later link of the id,
-- circle, too_long (a chain of more than 32 hops), too_many (ids with one value), two_targets.
-- grain: basis, event_id, kind, id, into_id
with links as (
    select
        log.from_kind as kind, log.from_id as id, log.into_kind, log.into_id, log.event_id,
        log.source_system, log.occurred_at, log.received_at, log.reason,
        retractions.target_event_id is not null as is_retracted
    from event_log as log
    left join retractions on retractions.target_event_id = log.event_id
    where log.type = 'link' and log.relation = 'same'
),

placed as (
    select
        links.*,
        kind = into_kind and id = into_id as is_itself,
        row_number() over (
            partition by kind, id, is_retracted, kind = into_kind and id = into_id
            order by occurred_at desc, event_id desc
        ) as recency
    from links
),

unresolved as (
    select kind, id, reached_kind, reached_id from identity_chains where not is_resolved
),

-- Five times 32 hops tell a long chain, which ends, from a circle, which does not.
refused as (
    select
        hops_1.kind,
        hops_1.id,
        case when hops_5.id is null then 'too_long' else 'circle' end as outcome
    from unresolved as hops_1
    left join unresolved as hops_2
        on hops_2.kind = hops_1.reached_kind and hops_2.id = hops_1.reached_id
    left join unresolved as hops_3
        on hops_3.kind = hops_2.reached_kind and hops_3.id = hops_2.reached_id
    left join unresolved as hops_4
        on hops_4.kind = hops_3.reached_kind and hops_4.id = hops_3.reached_id
    left join unresolved as hops_5
        on hops_5.kind = hops_4.reached_kind and hops_5.id = hops_4.reached_id
),

linked as (
    select
        'link' as basis, placed.kind, placed.id, placed.into_kind, placed.into_id, placed.event_id,
        placed.source_system, placed.occurred_at, placed.received_at, placed.reason,
        case
            when placed.is_retracted then 'retracted'
            when placed.is_itself then 'itself'
            when placed.recency > 1 and identity_links.into_kind = placed.into_kind
                and identity_links.into_id = placed.into_id then 'repeated'
            when placed.recency > 1 then 'replaced'
            else coalesce(refused.outcome, 'merged')
        end as outcome
    from placed
    left join identity_links
        on identity_links.kind = placed.kind and identity_links.id = placed.id
    left join refused on refused.kind = placed.kind and refused.id = placed.id
),

attempts as (
    select * from linked
    union all
    select
        case kind when 'account' then 'domain' else 'email_hash' end,
        kind, id, kind, into_id, event_id, source_system, occurred_at, received_at,
        case kind when 'account' then 'same domain ' || shared_value else 'same email_hash' end || ', told by ' || cast(ids as varchar) || ' ids',
        case when is_merged then 'merged' else 'too_many' end
    from identity_rules
    union all
    select
        'contact', kind, id, 'contact', contact_id, event_id, source_system, occurred_at, received_at,
        'same email_hash', outcome
    from hash_contacts
    union all
    select
        'domain', kind, id, 'account', account_id, event_id, source_system, occurred_at, received_at,
        'domain ' || domain,
        case when is_related then 'related' else 'two_targets' end
    from domain_accounts
),

identity_audit as (
    select
        attempts.basis, attempts.kind, attempts.id, attempts.into_kind, attempts.into_id,
        attempts.outcome, attempts.event_id, attempts.source_system,
        cast(attempts.occurred_at as timestamp(6)) as occurred_at,
        cast(attempts.received_at as timestamp(6)) as received_at, attempts.reason,
        coalesce(identity.survivor_kind, attempts.kind) as survivor_kind,
        coalesce(identity.survivor_id, attempts.id) as survivor_id
    from attempts
    left join identity on identity.kind = attempts.kind and identity.id = attempts.id
)

select * from identity_audit
