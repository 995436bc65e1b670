-- The touches that may earn credit for a conversion, in order: those of its account or leads within
-- the look-back before it, with a channel, no aggregates, no triggers; after the path options.
-- grain: conversion_id, touch_id
with candidates as (
    select
        event_id, occurred_at, account_id, lead_id, opportunity_id,
        channel, campaign, campaign_type, content_type, actor, direction, touch_group
    from touches
    cross join settings
    where not is_aggregate
        and kind <> 'trigger'
        and channel is not null
        and strpos(settings.path_dropped, '"' || channel || '"') = 0
),

subjects as (
    select conversion_id, 'account' as kind, account_id as id, converted_at
    from conversions
    where account_id is not null
    union all
    select conversion_id, 'opportunity', opportunity_id, converted_at
    from conversions
    where opportunity_id is not null
    union all
    select conversions.conversion_id, 'lead', leads.lead_id, conversions.converted_at
    from conversions
    join opportunity_leads as leads on leads.opportunity_id = conversions.opportunity_id
),

holders as (
    select 'account' as kind, account_id as id, event_id
    from candidates
    where account_id is not null
    union all
    select 'opportunity', opportunity_id, event_id
    from candidates
    where opportunity_id is not null
    union all
    select 'lead', lead_id, event_id from candidates where lead_id is not null
),

found as (
    select distinct subjects.conversion_id, subjects.converted_at, holders.event_id
    from subjects
    join holders on holders.kind = subjects.kind and holders.id = subjects.id
),

within as (
    select
        found.conversion_id, found.converted_at, candidates.*,
        strpos(settings.path_dropped_last, '"' || channel || '"') = 0 as is_kept_last,
        settings.path_collapsed,
        row_number() over (
            partition by found.conversion_id
            order by candidates.occurred_at, candidates.event_id
        ) as nth
    from found
    join candidates on candidates.event_id = found.event_id
    cross join settings
    where candidates.occurred_at <= found.converted_at
        and candidates.occurred_at
            >= date_add('second', -86400 * settings.lookback_days, found.converted_at)
),

compared as (
    select
        within.*,
        max(case when is_kept_last then nth end) over (partition by conversion_id) as last_nth,
        lag(channel) over (partition by conversion_id order by nth) as channel_before
    from within
),

attribution_paths as (
    select
        conversion_id, event_id as touch_id, converted_at, occurred_at,
        row_number() over (partition by conversion_id order by nth) as place,
        count(*) over (partition by conversion_id) as length,
        channel, coalesce(campaign, '(none)') as campaign,
        coalesce(campaign_type, '(none)') as campaign_type,
        coalesce(content_type, '(none)') as content_type,
        actor, direction, touch_group
    from compared
    where nth <= last_nth
        and not (path_collapsed and coalesce(channel = channel_before, false))
)

select * from attribution_paths
