-- Merged ids with the link that wins among those that merged each, and whether its merges lead to an
-- id that stays: not in a cycle, nor in a chain of more than 32 hops.
-- grain: kind, id
with merges as (
    select
        from_kind, from_id, into_id, event_id, source_system, occurred_on,
        row_number() over (
            partition by from_kind, from_id order by occurred_at desc, event_id desc
        ) as recency
    from events
    where type = 'link'
        and relation = 'same'
        and (from_kind <> into_kind or from_id <> into_id)
),

quality_links as (
    select
        identity.kind, identity.id, identity.is_resolved,
        merges.into_id, merges.event_id, merges.source_system, merges.occurred_on
    from identity
    join merges
        on merges.from_kind = identity.kind and merges.from_id = identity.id and merges.recency = 1
)

select * from quality_links
