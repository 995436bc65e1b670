-- Leads from the moment each was created: its `person created`, else its first event. Dimensions
-- are those of that event, else of the lead or account as known then. Deleted ones are left out.
-- grain: lead_id
-- partition: year(created_on)
with created as (
    select
        lead_id,
        event_id,
        row_number() over (partition by lead_id order by occurred_at, event_id) as nth
    from events
    where type = 'person' and name = 'created' and lead_id is not null
),

uncreated as (
    select
        events.event_id,
        row_number() over (
            partition by events.lead_id order by events.occurred_at, events.event_id
        ) as nth
    from events
    left join created on created.lead_id = events.lead_id and created.nth = 1
    where events.lead_id is not null and created.lead_id is null
),

first_events as (
    select event_id from created where nth = 1
    union all
    select event_id from uncreated where nth = 1
),

deletions as (
    select
        lead_id,
        deleted,
        row_number() over (
            partition by lead_id order by occurred_at desc, event_id desc
        ) as nth_from_last
    from events
    where type = 'person' and deleted is not null and lead_id is not null
),

removed as (
    select lead_id from deletions where nth_from_last = 1 and deleted
),

leads as (
    select
        first_event.lead_id,
        first_event.occurred_at as created_at,
        first_event.occurred_on as created_on,
        first_event.date_only,
        first_event.event_id as created_event_id,
        coalesce(first_event.source, person.source, account.source, '(none)') as source,
        coalesce(first_event.channel, person.channel, account.channel, '(none)') as channel,
        coalesce(first_event.campaign, person.campaign, account.campaign, '(none)') as campaign,
        coalesce(
            first_event.campaign_type, person.campaign_type, account.campaign_type, '(none)'
        ) as campaign_type,
        coalesce(first_event.content, person.content, account.content, '(none)') as content,
        coalesce(
            first_event.content_type, person.content_type, account.content_type, '(none)'
        ) as content_type,
        coalesce(first_event.region, person.region, account.region, '(none)') as region,
        coalesce(first_event.segment, person.segment, account.segment, '(none)') as segment,
        coalesce(first_event.product, person.product, account.product, '(none)') as product,
        coalesce(first_event.rep, person.rep, account.rep, '(none)') as rep,
        coalesce(first_event.team, person.team, account.team, '(none)') as team
    from first_events
    join events as first_event on first_event.event_id = first_events.event_id
    left join removed on removed.lead_id = first_event.lead_id
    left join subject_versions as person
        on person.kind = 'lead'
            and person.id = first_event.lead_id
            and person.valid_from <= first_event.occurred_at
            and first_event.occurred_at < person.valid_to
    left join subject_versions as account
        on account.kind = 'account'
            and account.id = first_event.account_id
            and account.valid_from <= first_event.occurred_at
            and first_event.occurred_at < account.valid_to
    where removed.lead_id is null
)

select * from leads
