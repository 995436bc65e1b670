-- Outbound touches by people, for each lead: its own and those of its contact and opportunity.
-- grain: lead_id, event_id
with human as (
    select event_id, lead_id, contact_id, opportunity_id, occurred_at, occurred_on, date_only
    from events
    where type = 'touch' and direction = 'outbound' and actor = 'human'
),

human_touches as (
    select lead_id, event_id, occurred_at, occurred_on, date_only
    from human
    where lead_id is not null
    union
    select related.subject_id, human.event_id, human.occurred_at, human.occurred_on, human.date_only
    from human
    join subject_ids as related
        on related.subject_kind = 'lead'
            and related.id_kind = 'contact'
            and related.id = human.contact_id
    union
    select related.subject_id, human.event_id, human.occurred_at, human.occurred_on, human.date_only
    from human
    join subject_ids as related
        on related.subject_kind = 'lead'
            and related.id_kind = 'opportunity'
            and related.id = human.opportunity_id
)

select * from human_touches
