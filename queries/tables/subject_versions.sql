-- Versions of the dimensions of leads, contacts, accounts and opportunities: an absent field keeps
-- its value, a cleared one becomes null. Among changes at one moment the last event id counts.
-- grain: kind, id, version
with records as (
    select
        type, lead_id, contact_id, account_id, opportunity_id, event_id, occurred_at,
        case when strpos(cleared, '"source"') > 0 then '' else source end as source,
        case when strpos(cleared, '"channel"') > 0 then '' else channel end as channel,
        case when strpos(cleared, '"campaign"') > 0 then '' else campaign end as campaign,
        case when strpos(cleared, '"campaign_type"') > 0 then '' else campaign_type end as campaign_type,
        case when strpos(cleared, '"content"') > 0 then '' else content end as content,
        case when strpos(cleared, '"content_type"') > 0 then '' else content_type end as content_type,
        case when strpos(cleared, '"region"') > 0 then '' else region end as region,
        case when strpos(cleared, '"segment"') > 0 then '' else segment end as segment,
        case when strpos(cleared, '"product"') > 0 then '' else product end as product,
        case when strpos(cleared, '"rep"') > 0 then '' else rep end as rep,
        case when strpos(cleared, '"team"') > 0 then '' else team end as team
    from events
    where type in ('person', 'account', 'deal')
),

changes as (
    select 'lead' as kind, lead_id as id, records.*
    from records
    where type = 'person' and lead_id is not null
    union all
    select 'contact', contact_id, records.*
    from records
    where type = 'person' and contact_id is not null
    union all
    select 'account', account_id, records.*
    from records
    where type = 'account'
    union all
    select 'opportunity', opportunity_id, records.*
    from records
    where type = 'deal'
),

states as (
    select
        kind, id, occurred_at,
        row_number() over (partition by kind, id order by occurred_at, event_id) as version,
        source, channel, campaign, campaign_type, content, content_type, region, segment, product, rep, team
    from changes
),

-- An empty text stood for cleared up to here; no event can hold one.
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
