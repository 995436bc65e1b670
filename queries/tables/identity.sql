-- Every merged id with the id that survives it: by links, then by the rules of the settings. A cycle,
-- or a chain of more than 32 hops, is not resolved: its ids stay as they are and are listed by the
-- data-quality checks; identity_audit says why each id was merged or not.
-- grain: kind, id
with rules as (
    select kind, id, into_id
    from identity_rules
    where is_merged
),

linked as (
    select
        chains.kind,
        chains.id,
        chains.is_resolved,
        chains.survivor_kind,
        coalesce(rules.into_id, chains.survivor_id) as survivor_id
    from identity_chains as chains
    left join rules
        on rules.kind = chains.survivor_kind and rules.id = chains.survivor_id
),

survivors as (
    select kind, id, is_resolved, survivor_kind, survivor_id from linked
    union all
    select kind, id, true as is_resolved, kind as survivor_kind, into_id as survivor_id from rules
)

select * from survivors
