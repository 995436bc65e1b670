-- Opportunities from opened (the deal's creation, else its first deal or stage event) to the latest
-- close, with the amount it closed at and the dimensions known when it was opened: its own, else of
-- its person (lead, else primary contact) or account. An open one has the amount known at the cut.
-- The other values are the last known. Deleted ones are left out.
-- grain: opportunity_id
with records as (
    select
        events.*,
        row_number() over (partition by opportunity_id order by occurred_at, event_id) as place,
        row_number() over (
            partition by opportunity_id
            order by
                case when type = 'deal' and name = 'created' then 0 else 1 end,
                occurred_at,
                event_id
        ) as nth
    from events
    where type in ('deal', 'stage') and opportunity_id is not null
),

owners as (
    select
        opportunity_id,
        max_by(account_id, place) filter (where account_id is not null) as account_id,
        max_by(deleted, place) filter (where type = 'deal' and deleted is not null) as is_deleted
    from records
    group by opportunity_id
),

opportunities as (
    select
        opened.opportunity_id,
        leads.lead_id,
        owners.account_id,
        opened.occurred_at as opened_at, opened.occurred_on as opened_on,
        opened.date_only as opened_date_only,
        coalesce(closes.state, 'open') as state,
        closes.closed_at, closes.closed_on, closes.date_only as closed_date_only,
        amounts.amount, amounts.currency,
        last_known.list_amount, last_known.amount_basis, last_known.term_months,
        last_known.deal_type, last_known.sourced_by, last_known.competitor, last_known.reason,
        coalesce(opened.source, deal.source, person.source, account.source, '(none)') as source,
        coalesce(
            opened.channel, deal.channel, person.channel, account.channel, '(none)'
        ) as channel,
        coalesce(
            opened.campaign, deal.campaign, person.campaign, account.campaign, '(none)'
        ) as campaign,
        coalesce(
            opened.campaign_type, deal.campaign_type,
            person.campaign_type, account.campaign_type, '(none)'
        ) as campaign_type,
        coalesce(
            opened.content, deal.content, person.content, account.content, '(none)'
        ) as content,
        coalesce(
            opened.content_type, deal.content_type,
            person.content_type, account.content_type, '(none)'
        ) as content_type,
        coalesce(opened.region, deal.region, person.region, account.region, '(none)') as region,
        coalesce(
            opened.segment, deal.segment, person.segment, account.segment, '(none)'
        ) as segment,
        coalesce(
            opened.product, deal.product, person.product, account.product, '(none)'
        ) as product,
        coalesce(opened.rep, deal.rep, person.rep, account.rep, '(none)') as rep,
        coalesce(opened.team, deal.team, person.team, account.team, '(none)') as team
    from records as opened
    join owners on owners.opportunity_id = opened.opportunity_id
    left join opportunity_closes as closes on closes.opportunity_id = opened.opportunity_id
    left join opportunity_amounts as amounts on amounts.opportunity_id = opened.opportunity_id
    left join opportunity_leads as leads
        on leads.opportunity_id = opened.opportunity_id and leads.nth = 1
    left join opportunity_contacts as contacts
        on contacts.opportunity_id = opened.opportunity_id and contacts.nth = 1
    left join opportunity_versions as last_known
        on last_known.opportunity_id = opened.opportunity_id
            and last_known.valid_to = timestamp '9999-12-31 00:00:00.000'
    left join subject_versions as deal
        on deal.kind = 'opportunity' and deal.id = opened.opportunity_id
            and deal.valid_from <= opened.occurred_at and opened.occurred_at < deal.valid_to
    left join subject_versions as person
        on person.kind = case when leads.lead_id is null then 'contact' else 'lead' end
            and person.id = coalesce(leads.lead_id, contacts.contact_id)
            and person.valid_from <= opened.occurred_at and opened.occurred_at < person.valid_to
    left join subject_versions as account
        on account.kind = 'account' and account.id = owners.account_id
            and account.valid_from <= opened.occurred_at and opened.occurred_at < account.valid_to
    where opened.nth = 1 and not coalesce(owners.is_deleted, false)
)

select * from opportunities
