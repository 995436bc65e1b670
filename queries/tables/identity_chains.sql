-- Ids that link events merged, with the id that survives each. A cycle, or a chain of more than 32
-- hops, is not resolved: its ids stay as they are; reached_id is where 32 hops lead.
-- grain: kind, id
with chains as (
    select
        jump_1.kind,
        jump_1.id,
        coalesce(
            jump_4.into_kind,
            jump_3.into_kind,
            jump_2.into_kind,
            jump_1.into_kind
        ) as into_kind,
        coalesce(
            jump_4.into_id,
            jump_3.into_id,
            jump_2.into_id,
            jump_1.into_id
        ) as into_id
    from identity_jumps as jump_1
    left join identity_jumps as jump_2
        on jump_2.kind = jump_1.into_kind and jump_2.id = jump_1.into_id
    left join identity_jumps as jump_3
        on jump_3.kind = jump_2.into_kind and jump_3.id = jump_2.into_id
    left join identity_jumps as jump_4
        on jump_4.kind = jump_3.into_kind and jump_4.id = jump_3.into_id
),

ends as (
    select
        chains.kind,
        chains.id,
        chains.into_kind,
        chains.into_id,
        onward.id is null as is_resolved
    from chains
    left join identity_links as onward
        on onward.kind = chains.into_kind and onward.id = chains.into_id
),

survivors as (
    select
        kind,
        id,
        is_resolved,
        into_kind as reached_kind,
        into_id as reached_id,
        case when is_resolved then into_kind else kind end as survivor_kind,
        case when is_resolved then into_id else id end as survivor_id
    from ends
)

select * from survivors
