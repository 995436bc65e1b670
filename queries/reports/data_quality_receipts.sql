-- Events of the period as they were received, by source system and month: what is left out and why,
-- what counts, and how much of that counts for an id into which another was merged.
-- grain: source_system, month_on
with day_parts as (
    select starts_on, starts_at, ends_at, cast(starts_at as date) as utc_date
    from calendar
    where kind = 'day_part' and starts_on >= :starts_on and starts_on < :ends_on
),

received as (
    select
        log.event_id, log.type, log.source_system,
        log.lead_id, log.contact_id, log.account_id, log.opportunity_id, log.visitor_id,
        case when log.date_only then cast(log.occurred_at as date) else day_parts.starts_on end as day
    from event_log as log
    left join day_parts
        on day_parts.utc_date = cast(log.occurred_at as date)
            and day_parts.starts_at <= log.occurred_at
            and log.occurred_at < day_parts.ends_at
    where log.occurred_at >= date_add('day', -1, cast(:starts_on as timestamp(6)))
        and log.occurred_at < date_add('day', 1, cast(:ends_on as timestamp(6)))
),

removed as (
    select distinct events.opportunity_id
    from events
    left join opportunities on opportunities.opportunity_id = events.opportunity_id
    where events.type = 'deal' and opportunities.opportunity_id is null
),

judged as (
    select
        received.source_system,
        cast(date_trunc('month', received.day) as date) as month_on,
        case
            when received.type = 'retract' then 'retraction'
            when retractions.target_event_id is not null then 'retracted'
            when received.type = 'link' then 'link'
            when removed.opportunity_id is not null
                or coalesce(lead.is_deleted, contact.is_deleted, account.is_deleted, false)
                then 'deleted'
            when received.type = 'touch' and coalesce(
                received.lead_id, received.contact_id, received.account_id,
                received.opportunity_id, received.visitor_id
            ) is null then 'aggregate'
            else 'counted'
        end as fate,
        coalesce(
            lead_merge.id, contact_merge.id, account_merge.id, opportunity_merge.id
        ) is not null as is_merged
    from received
    left join retractions on retractions.target_event_id = received.event_id
    left join identity as lead_merge
        on lead_merge.kind = 'lead' and lead_merge.id = received.lead_id
    left join identity as contact_merge
        on contact_merge.kind = 'contact' and contact_merge.id = received.contact_id
    left join identity as account_merge
        on account_merge.kind = 'account' and account_merge.id = received.account_id
    left join identity as opportunity_merge
        on opportunity_merge.kind = 'opportunity'
            and opportunity_merge.id = received.opportunity_id
    left join people as lead
        on lead.kind = 'lead' and lead.id = coalesce(lead_merge.survivor_id, received.lead_id)
    left join people as contact
        on contact.kind = 'contact'
            and contact.id = coalesce(contact_merge.survivor_id, received.contact_id)
    left join accounts as account
        on account.account_id = coalesce(account_merge.survivor_id, received.account_id)
    left join removed
        on removed.opportunity_id
            = coalesce(opportunity_merge.survivor_id, received.opportunity_id)
    where received.day >= :starts_on and received.day < :ends_on
),

receipts as (
    select
        source_system,
        month_on,
        count(*) as received,
        count_if(fate = 'retraction') as retractions,
        count_if(fate = 'retracted') as retracted,
        count_if(fate = 'link') as links,
        count_if(fate = 'deleted') as deleted,
        count_if(fate = 'aggregate') as aggregates,
        count_if(fate = 'counted') as counted,
        count_if(fate = 'counted' and is_merged) as merged
    from judged
    group by source_system, month_on
)

select * from receipts
order by source_system, month_on
