-- Answers to surveys, with who gave them (the contact, else the account) and the account of either.
-- An NPS score is out of 10.
-- grain: event_id
-- partition: year(occurred_on)
with surveys as (
    select
        events.event_id, events.occurred_at, events.occurred_on, events.kind,
        events.contact_id,
        coalesce(events.account_id, contact.account_id) as account_id,
        coalesce(events.contact_id, events.account_id) as respondent_id,
        events.score,
        case events.kind when 'nps' then coalesce(events.scale_max, 10) else events.scale_max end
            as scale_max
    from events
    left join subject_accounts as contact
        on contact.kind = 'contact' and contact.id = events.contact_id
    where events.type = 'survey'
)

select * from surveys
