-- Leads of each opportunity; the first is the deal's own lead, else the earliest converted.
-- grain: opportunity_id, lead_id
with own as (
    select
        opportunity_id,
        lead_id,
        row_number() over (
            partition by opportunity_id order by occurred_at desc, event_id desc
        ) as nth_from_last
    from events
    where type = 'deal' and lead_id is not null
),

opportunity_leads as (
    select
        relations.into_id as opportunity_id,
        relations.from_id as lead_id,
        row_number() over (
            partition by relations.into_id
            order by
                case when own.lead_id = relations.from_id then 0 else 1 end,
                relations.since,
                relations.from_id
        ) as nth
    from relations
    left join own on own.opportunity_id = relations.into_id and own.nth_from_last = 1
    where relations.from_kind = 'lead' and relations.into_kind = 'opportunity'
)

select * from opportunity_leads
