-- Touches, each with the account that it concerns: its own, else that of its opportunity, lead or
-- contact. An aggregate stands for many touches that name no one. What a touch does not say is null;
-- an interaction unless said otherwise.
-- grain: event_id
-- partition: year(occurred_on)
with touches as (
    select
        events.event_id, events.occurred_at, events.occurred_on,
        events.visitor_id, events.lead_id, events.contact_id, events.opportunity_id,
        coalesce(
            events.account_id, deal.account_id, lead.account_id, contact.account_id
        ) as account_id,
        events.name, touch_names.touch_group,
        coalesce(events.kind, 'interaction') as kind,
        events.actor, events.direction, events.party, events.topic, events.role,
        events.channel, events.source, events.campaign, events.campaign_type,
        events.content, events.content_type,
        coalesce(events."count", 1) as "count",
        coalesce(
            events.visitor_id, events.lead_id, events.contact_id,
            events.opportunity_id, events.account_id
        ) is null as is_aggregate
    from events
    left join touch_names on touch_names.name = events.name
    left join subject_accounts as deal
        on deal.kind = 'opportunity' and deal.id = events.opportunity_id
    left join subject_accounts as lead on lead.kind = 'lead' and lead.id = events.lead_id
    left join subject_accounts as contact
        on contact.kind = 'contact' and contact.id = events.contact_id
    where events.type = 'touch'
)

select * from touches
