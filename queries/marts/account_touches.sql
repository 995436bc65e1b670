-- Touches that concern an account, each with the person that it names (a lead and the contact that it
-- became are one) and whether somebody there was active: an interaction that came from them, or a
-- meeting; nothing automated. Aggregates are out.
-- grain: event_id
-- partition: year(occurred_on)
with account_touches as (
    select
        touches.event_id, touches.account_id, touches.occurred_at, touches.occurred_on,
        coalesce(
            'contact ' || coalesce(touches.contact_id, lead.contact_id), 'lead ' || touches.lead_id
        ) as person_id,
        touches.name, touches.touch_group, touches.kind, touches.topic,
        touches."count" as number,
        touches.kind = 'interaction'
            and coalesce(touches.actor, 'human') <> 'automated'
            and (
                coalesce(touches.direction, 'inbound') = 'inbound'
                or coalesce(touches.touch_group, '') = 'meeting'
            ) as is_active
    from touches
    left join people as lead on lead.kind = 'lead' and lead.id = touches.lead_id
    where touches.account_id is not null and not touches.is_aggregate
)

select * from account_touches
