-- What was known of each opportunity and its state from one change to the next. Dimensions are those
-- of the deal, else of its last stage event, its person (lead, else primary contact) or its account
-- when the version began. A close may bring its own amount; its reason counts from its day on.
-- grain: opportunity_id, version
with stage_records as (
    select *
    from events
    where type = 'stage' and opportunity_id is not null
),

opportunity_versions as (
    select
        changes.opportunity_id,
        changes.version,
        changes.valid_from,
        changes.valid_from_on,
        changes.valid_to,
        coalesce(states.state, 'open') as state,
        stages.name as stage,
        case
            when closing.amount is not null then closing.amount else deal.amount
        end as amount,
        case
            when closing.amount is not null then closing.currency else deal.currency
        end as currency,
        deal.list_amount,
        deal.amount_basis,
        deal.term_months,
        deal.probability,
        deal.forecast_category,
        deal.expected_close,
        deal.next_step,
        deal.next_step_due,
        deal.deal_type,
        deal.sourced_by,
        coalesce(closing.competitor, deal.competitor, stages.competitor) as competitor,
        coalesce(deal.pipeline, stages.pipeline) as pipeline,
        deal.contact_roles,
        deal.qualification,
        case
            when closing.reason is not null then closing.reason
            when closing.event_id is not null and deal.reason_on >= closing.occurred_on
                then deal.reason
        end as reason,
        coalesce(deal.account_id, stages.account_id) as account_id,
        coalesce(deal.lead_id, leads.lead_id) as lead_id,
        coalesce(dims.source, stages.source, person.source, account.source, '(none)') as source,
        coalesce(dims.channel, stages.channel, person.channel, account.channel, '(none)') as channel,
        coalesce(
            dims.campaign, stages.campaign, person.campaign, account.campaign, '(none)'
        ) as campaign,
        coalesce(
            dims.campaign_type, stages.campaign_type,
            person.campaign_type, account.campaign_type, '(none)'
        ) as campaign_type,
        coalesce(dims.region, stages.region, person.region, account.region, '(none)') as region,
        coalesce(dims.segment, stages.segment, person.segment, account.segment, '(none)') as segment,
        coalesce(dims.product, stages.product, person.product, account.product, '(none)') as product,
        coalesce(dims.rep, stages.rep, person.rep, account.rep, '(none)') as rep,
        coalesce(dims.team, stages.team, person.team, account.team, '(none)') as team
    from opportunity_changes as changes
    left join deal_versions as deal
        on deal.opportunity_id = changes.opportunity_id and deal.version = changes.deal_version
    left join opportunity_states as states
        on states.opportunity_id = changes.opportunity_id
            and states.version = changes.state_version
    left join stage_records as stages on stages.event_id = changes.stage_event_id
    left join stage_records as closing
        on closing.event_id = states.event_id and states.state <> 'open'
    left join opportunity_leads as leads
        on leads.opportunity_id = changes.opportunity_id and leads.nth = 1
    left join opportunity_contacts as contacts
        on contacts.opportunity_id = changes.opportunity_id and contacts.nth = 1
    left join subject_versions as dims
        on dims.kind = 'opportunity'
            and dims.id = changes.opportunity_id
            and dims.version = changes.deal_version
    left join subject_versions as person
        on person.kind = case when leads.lead_id is null then 'contact' else 'lead' end
            and person.id = coalesce(leads.lead_id, contacts.contact_id)
            and person.valid_from <= changes.valid_from
            and changes.valid_from < person.valid_to
    left join subject_versions as account
        on account.kind = 'account'
            and account.id = coalesce(deal.account_id, stages.account_id)
            and account.valid_from <= changes.valid_from
            and changes.valid_from < account.valid_to
)

select * from opportunity_versions
