-- Events that count: not retracted, ids resolved to their survivors, with their local day. A
-- date_only event happens when its local day begins.
-- grain: event_id
-- partition: year(occurred_on)
with kept as (
    select
        log.*,
        coalesce(log.date_only, false) as is_day,
        case when log.date_only then cast(log.occurred_at as date) end as on_day,
        case when log.date_only then null else cast(log.occurred_at as date) end as on_utc_date
    from event_log as log
    left join retractions on retractions.target_event_id = log.event_id
    where log.type <> 'retract' and retractions.target_event_id is null
),

days as (
    select starts_on, starts_at from calendar where kind = 'day'
),

day_parts as (
    select starts_on, starts_at, ends_at, cast(starts_at as date) as utc_date
    from calendar
    where kind = 'day_part'
),

resolved as (
    select
        kept.event_id, kept.type, kept.name,
        cast(coalesce(days.starts_at, kept.occurred_at) as timestamp(6)) as occurred_at,
        coalesce(days.starts_on, day_parts.starts_on) as occurred_on,
        kept.is_day as date_only,
        coalesce(kept.backfill, false) as backfill,
        kept.recorded_at, kept.received_at, kept.source_system,
        case
            when visitor.survivor_kind = 'visitor' then visitor.survivor_id
            else kept.visitor_id
        end as visitor_id,
        coalesce(
            lead.survivor_id,
            kept.lead_id,
            case when visitor.survivor_kind = 'lead' then visitor.survivor_id end
        ) as lead_id,
        coalesce(
            contact.survivor_id,
            kept.contact_id,
            case when visitor.survivor_kind = 'contact' then visitor.survivor_id end
        ) as contact_id,
        coalesce(account.survivor_id, kept.account_id) as account_id,
        coalesce(opportunity.survivor_id, kept.opportunity_id) as opportunity_id,
        kept.source, kept.channel, kept.campaign, kept.campaign_type, kept.content,
        kept.content_type, kept.region, kept.segment, kept.product, kept.rep, kept.team, kept.role,
        kept.amount, kept.currency, kept.reason, kept.properties, kept.cleared,
        kept.outcome, kept.pipeline, kept.competitor,
        kept.kind, kept.actor, kept.direction, kept."count", kept.session_id, kept.topic, kept.party,
        kept.deal_type, kept.sourced_by, kept.amount_basis, kept.list_amount, kept.probability,
        kept.forecast_category, kept.expected_close, kept.next_step, kept.next_step_due,
        kept.term_months, kept.contract_start, kept.contract_end, kept.contact_roles,
        kept.qualification, kept.deleted,
        kept.email_hash, kept.domain, kept.name_hash, kept.title, kept.seniority, kept.score,
        kept.status, kept.budget_band, kept.need_fit, kept.referred_by_account_id,
        kept.referred_by_contact_id,
        kept.industry, kept.employees, kept.annual_revenue, kept.country, kept.business_model,
        kept.market_type, kept.technologies, kept.tier, kept.icp_score, kept.parent_account_id,
        kept.period_start, kept.period_end, kept.category, kept.scope,
        kept.action, kept.subscription_id, kept."interval", kept.interval_count, kept.effective_at,
        kept.quantity, kept.term_end, kept.scale_max, kept.feature,
        kept.relation, kept.from_kind, kept.from_id, kept.into_kind, kept.into_id
    from kept
    left join days on days.starts_on = kept.on_day
    left join day_parts
        on day_parts.utc_date = kept.on_utc_date
            and day_parts.starts_at <= kept.occurred_at
            and kept.occurred_at < day_parts.ends_at
    left join identity as visitor on visitor.kind = 'visitor' and visitor.id = kept.visitor_id
    left join identity as lead on lead.kind = 'lead' and lead.id = kept.lead_id
    left join identity as contact on contact.kind = 'contact' and contact.id = kept.contact_id
    left join identity as account on account.kind = 'account' and account.id = kept.account_id
    left join identity as opportunity
        on opportunity.kind = 'opportunity' and opportunity.id = kept.opportunity_id
)

select * from resolved
