-- Wins as the source systems told them, one for each id that they gave an opportunity (the win that
-- counts, else the latest), beside the opportunity that it became, and why its money is counted or
-- is not. A win without an opportunity stands alone. Money is in the reporting currency.
-- grain: event_id
with told as (
    select
        log.event_id, log.type, log.opportunity_id, log.outcome, log.amount, log.currency,
        log.source_system, log.occurred_at,
        coalesce(events.occurred_on, cast(log.occurred_at as date)) as told_on,
        events.event_id is null as is_retracted
    from event_log as log
    left join events on events.event_id = log.event_id
    where log.type in ('deal', 'stage')
),

wins as (
    select
        told.*,
        coalesce(identity.survivor_id, told.opportunity_id) as survivor_id,
        closes.event_id is not null as is_close,
        row_number() over (
            partition by coalesce(told.opportunity_id, told.event_id)
            order by
                case when closes.event_id is not null then 0 when not is_retracted then 1 else 2 end,
                told.occurred_at desc,
                told.event_id desc
        ) as nth
    from told
    left join identity
        on identity.kind = 'opportunity' and identity.id = told.opportunity_id
    left join opportunity_closes as closes on closes.event_id = told.event_id
    where told.type = 'stage' and told.outcome = 'won'
),

-- As the opportunity's own records gave it by the end of that day.
deal_amounts as (
    select
        wins.event_id, deals.amount, deals.currency,
        row_number() over (
            partition by wins.event_id order by deals.occurred_at desc, deals.event_id desc
        ) as nth
    from wins
    join told as deals on deals.opportunity_id = wins.opportunity_id
    where wins.nth = 1
        and deals.type = 'deal'
        and deals.amount is not null
        and deals.told_on <= wins.told_on
),

priced as (
    select
        wins.*,
        coalesce(wins.amount, deal_amounts.amount) as sent_amount,
        case when wins.amount is null then deal_amounts.currency else wins.currency end as sent_currency
    from wins
    left join deal_amounts on deal_amounts.event_id = wins.event_id and deal_amounts.nth = 1
    where wins.nth = 1
),

compared as (
    select
        priced.*,
        deals.state, deals.amount as deal_amount, deals.converted, deals.closed_on,
        deals.opportunity_id as deal_id,
        cast(cast(priced.sent_amount as decimal(38,8)) * rates.rate as decimal(18,4)) as sent
    from priced
    left join quality_deals as deals on deals.opportunity_id = priced.survivor_id
    left join rates
        on rates.currency = priced.sent_currency
            and rates.starts_on <= priced.told_on
            and priced.told_on < rates.ends_on
),

quality_wins as (
    select
        event_id, opportunity_id, survivor_id, source_system, told_on, sent_amount, sent_currency,
        sent,
        case when is_close then converted end as counted,
        case
            when is_retracted then 'retracted'
            when opportunity_id is null then 'no_opportunity'
            when deal_id is null then 'deleted'
            when state <> 'won' then 'not_won_at_the_cut'
            when not is_close then 'merged'
            when deal_amount is null then 'no_amount'
            when converted is null then 'no_rate'
            when deal_amount <> sent_amount or sent is null then 'other_amount'
            else 'counted'
        end as reason
    from compared
)

select * from quality_wins
