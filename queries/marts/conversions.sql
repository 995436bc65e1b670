-- What touches earn credit for: every won opportunity, and the first paid revenue of accounts that
-- have none. The first of an account makes it a customer. Dimensions are those at that moment;
-- value is in the reporting currency, null without amount or rate.
-- grain: conversion_id
with won as (
    select
        'won' as basis, opportunities.opportunity_id as id, closes.event_id,
        opportunities.account_id, opportunities.opportunity_id, opportunities.lead_id,
        closes.closed_at as converted_at, closes.closed_on as converted_on,
        opportunities.amount, opportunities.currency
    from opportunities
    join opportunity_closes as closes on closes.opportunity_id = opportunities.opportunity_id
    where closes.state = 'won'
),

sold as (
    select distinct account_id from won where account_id is not null
),

paid as (
    select
        'paid' as basis, events.account_id as id, events.event_id, events.account_id,
        cast(null as varchar) as opportunity_id, cast(null as varchar) as lead_id,
        events.occurred_at as converted_at, events.occurred_on as converted_on,
        events.amount, events.currency,
        row_number() over (
            partition by events.account_id order by events.occurred_at, events.event_id
        ) as nth
    from events
    left join sold on sold.account_id = events.account_id
    where events.type = 'revenue'
        and events.action in ('start', 'change', 'renew', 'resume', 'charge')
        and events.amount > 0
        and sold.account_id is null
),

facts as (
    select
        basis, id, event_id, account_id, opportunity_id, lead_id,
        converted_at, converted_on, amount, currency
    from won
    union all
    select
        basis, id, event_id, account_id, opportunity_id, lead_id,
        converted_at, converted_on, amount, currency
    from paid
    where nth = 1
),

ranked as (
    select
        facts.*,
        row_number() over (partition by account_id order by converted_at, id) as nth
    from facts
),

conversions as (
    select
        ranked.basis || ':' || ranked.id as conversion_id,
        ranked.basis, ranked.account_id, ranked.opportunity_id, ranked.lead_id,
        ranked.account_id is not null and ranked.nth = 1 as is_customer,
        ranked.converted_at, ranked.converted_on, ranked.amount, ranked.currency,
        cast(cast(ranked.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as value,
        coalesce(fact.region, deal.region, person.region, account.region, '(none)') as region,
        coalesce(fact.segment, deal.segment, person.segment, account.segment, '(none)') as segment,
        coalesce(fact.product, deal.product, person.product, account.product, '(none)') as product,
        coalesce(fact.rep, deal.rep, person.rep, account.rep, '(none)') as rep,
        coalesce(fact.team, deal.team, person.team, account.team, '(none)') as team
    from ranked
    join events as fact on fact.event_id = ranked.event_id
    left join rates
        on rates.currency = ranked.currency
            and rates.starts_on <= ranked.converted_on and ranked.converted_on < rates.ends_on
    left join subject_versions as deal
        on deal.kind = 'opportunity' and deal.id = ranked.opportunity_id
            and deal.valid_from <= ranked.converted_at and ranked.converted_at < deal.valid_to
    left join subject_versions as person
        on person.kind = 'lead' and person.id = ranked.lead_id
            and person.valid_from <= ranked.converted_at and ranked.converted_at < person.valid_to
    left join subject_versions as account
        on account.kind = 'account' and account.id = ranked.account_id
            and account.valid_from <= ranked.converted_at and ranked.converted_at < account.valid_to
)

select * from conversions
