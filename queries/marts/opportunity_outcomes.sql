-- Closed opportunities at their latest close: money at the rate of that day, the values of the close
-- itself else of the deal then, and what was known when it was open last. Money is null without an
-- amount or a rate.
-- grain: opportunity_id
with closes as (
    select * from opportunities where state <> 'open'
),

known as (
    select
        versions.*,
        row_number() over (
            partition by versions.opportunity_id
            order by
                case when versions.valid_from >= closes.closed_at then 0 else 1 end,
                versions.version
        ) as nth_closed,
        row_number() over (
            partition by versions.opportunity_id
            order by case when versions.state = 'open' then 0 else 1 end, versions.version desc
        ) as nth_open
    from opportunity_versions as versions
    join closes on closes.opportunity_id = versions.opportunity_id
),

closing_events as (
    select events.*
    from events
    join opportunity_closes on opportunity_closes.event_id = events.event_id
),

opportunity_outcomes as (
    select
        closes.opportunity_id, closes.lead_id, closes.account_id, closes.state,
        closes.opened_at, closes.opened_on, closes.closed_at, closes.closed_on,
        closes.amount, closes.currency,
        cast(cast(closes.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as value,
        cast(cast(closes.list_amount as decimal(38,8)) * rates.rate as decimal(18,4)) as list_value,
        closes.amount_basis, closes.term_months,
        coalesce(closes.deal_type, '(none)') as deal_type,
        coalesce(closes.sourced_by, '(none)') as sourced_by,
        coalesce(closes.competitor, '(none)') as competitor,
        coalesce(closes.reason, '(none)') as reason,
        case when before.state = 'open' then coalesce(before.stage, '(none)') else '(none)' end
            as stage,
        case when before.state = 'open' then before.expected_close end as expected_close,
        -- Questions answered with yes, whatever their keys.
        cast((
            length(replace(closed.qualification, ' ', ''))
            - length(replace(replace(closed.qualification, ' ', ''), ':true', ''))
        ) / 5 as bigint) as answers,
        coalesce(closing.source, closed.source) as source,
        coalesce(closing.channel, closed.channel) as channel,
        coalesce(closing.campaign, closed.campaign) as campaign,
        coalesce(closing.campaign_type, closed.campaign_type) as campaign_type,
        coalesce(closing.region, closed.region) as region,
        coalesce(closing.segment, closed.segment) as segment,
        coalesce(closing.product, closed.product) as product,
        coalesce(closing.rep, closed.rep) as rep,
        coalesce(closing.team, closed.team) as team
    from closes
    join known as closed
        on closed.opportunity_id = closes.opportunity_id and closed.nth_closed = 1
    join known as before
        on before.opportunity_id = closes.opportunity_id and before.nth_open = 1
    left join closing_events as closing on closing.opportunity_id = closes.opportunity_id
    left join rates
        on rates.currency = closes.currency
            and rates.starts_on <= closes.closed_on
            and closes.closed_on < rates.ends_on
)

select * from opportunity_outcomes
