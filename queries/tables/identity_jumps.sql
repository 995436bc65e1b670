-- Up to eight hops along merged ids in one row: four of these jumps reach 32 hops without recursion.
-- grain: kind, id
with jumps as (
    select
        hop_1.kind,
        hop_1.id,
        coalesce(
            hop_8.into_kind,
            hop_7.into_kind,
            hop_6.into_kind,
            hop_5.into_kind,
            hop_4.into_kind,
            hop_3.into_kind,
            hop_2.into_kind,
            hop_1.into_kind
        ) as into_kind,
        coalesce(
            hop_8.into_id,
            hop_7.into_id,
            hop_6.into_id,
            hop_5.into_id,
            hop_4.into_id,
            hop_3.into_id,
            hop_2.into_id,
            hop_1.into_id
        ) as into_id
    from identity_links as hop_1
    left join identity_links as hop_2
        on hop_2.kind = hop_1.into_kind and hop_2.id = hop_1.into_id
    left join identity_links as hop_3
        on hop_3.kind = hop_2.into_kind and hop_3.id = hop_2.into_id
    left join identity_links as hop_4
        on hop_4.kind = hop_3.into_kind and hop_4.id = hop_3.into_id
    left join identity_links as hop_5
        on hop_5.kind = hop_4.into_kind and hop_5.id = hop_4.into_id
    left join identity_links as hop_6
        on hop_6.kind = hop_5.into_kind and hop_6.id = hop_5.into_id
    left join identity_links as hop_7
        on hop_7.kind = hop_6.into_kind and hop_7.id = hop_6.into_id
    left join identity_links as hop_8
        on hop_8.kind = hop_7.into_kind and hop_8.id = hop_7.into_id
)

select * from jumps
