-- Versions of the dimensions of leads, contacts, accounts and opportunities: an absent field keeps
-- its value, a cleared one becomes null. Among changes at one moment the last event id counts.
-- grain: kind, id, version
with changes as (
    select 'lead' as kind, lead_id as id, event_id
    from events
    where type = 'person' and lead_id is not null
    union all
    select 'contact', contact_id, event_id
    from events
    where type = 'person' and contact_id is not null
    union all
    select 'account', account_id, event_id
    from events
    where type = 'account'
    union all
    select 'opportunity', opportunity_id, event_id
    from events
    where type = 'deal'
),

-- An empty text stands for cleared until the fold below; no event can hold one.
states as (
    select
        changes.kind,
        changes.id,
        events.occurred_at,
        row_number() over (
            partition by changes.kind, changes.id order by events.occurred_at, events.event_id
        ) as version,
        case when strpos(events.cleared, '"source"') > 0 then '' else events.source end as source,
        case when strpos(events.cleared, '"channel"') > 0 then '' else events.channel end as channel,
        case when strpos(events.cleared, '"campaign"') > 0 then '' else events.campaign end as campaign,
        case when strpos(events.cleared, '"campaign_type"') > 0 then '' else events.campaign_type end as campaign_type,
        case when strpos(events.cleared, '"content"') > 0 then '' else events.content end as content,
        case when strpos(events.cleared, '"content_type"') > 0 then '' else events.content_type end as content_type,
        case when strpos(events.cleared, '"region"') > 0 then '' else events.region end as region,
        case when strpos(events.cleared, '"segment"') > 0 then '' else events.segment end as segment,
        case when strpos(events.cleared, '"product"') > 0 then '' else events.product end as product,
        case when strpos(events.cleared, '"rep"') > 0 then '' else events.rep end as rep,
        case when strpos(events.cleared, '"team"') > 0 then '' else events.team end as team
    from changes
    join events on events.event_id = changes.event_id
),

folded as (
    select
        kind,
        id,
        version,
        occurred_at as valid_from,
        coalesce(
            lead(occurred_at) over (partition by kind, id order by version),
            timestamp '9999-12-31 00:00:00.000'
        ) as valid_to,
        nullif(max_by(source, case when source is not null then version end) over history, '') as source,
        nullif(max_by(channel, case when channel is not null then version end) over history, '') as channel,
        nullif(max_by(campaign, case when campaign is not null then version end) over history, '') as campaign,
        nullif(max_by(campaign_type, case when campaign_type is not null then version end) over history, '') as campaign_type,
        nullif(max_by(content, case when content is not null then version end) over history, '') as content,
        nullif(max_by(content_type, case when content_type is not null then version end) over history, '') as content_type,
        nullif(max_by(region, case when region is not null then version end) over history, '') as region,
        nullif(max_by(segment, case when segment is not null then version end) over history, '') as segment,
        nullif(max_by(product, case when product is not null then version end) over history, '') as product,
        nullif(max_by(rep, case when rep is not null then version end) over history, '') as rep,
        nullif(max_by(team, case when team is not null then version end) over history, '') as team
    from states
    window history as (
        partition by kind, id order by version rows between unbounded preceding and current row
    )
)

select * from folded
