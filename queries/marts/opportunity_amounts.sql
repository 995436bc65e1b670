-- The amount of each opportunity: that of its close itself, else the last that the deal's records
-- gave by the end of that day; of an open one the last by the cut. Null when it was cleared.
-- grain: opportunity_id
with records as (
    select
        opportunity_id, event_id, type, amount, currency, occurred_on,
        row_number() over (partition by opportunity_id order by occurred_at, event_id) as place
    from events
    where opportunity_id is not null
        and type in ('deal', 'stage')
        and (amount is not null or (type = 'deal' and strpos(cleared, '"amount"') > 0))
),

known as (
    select
        records.opportunity_id,
        records.amount,
        records.currency,
        row_number() over (
            partition by records.opportunity_id
            order by case when records.type = 'stage' then 0 else 1 end, records.place desc
        ) as nth
    from records
    left join opportunity_closes as closes on closes.opportunity_id = records.opportunity_id
    where (records.type = 'deal' or records.event_id = closes.event_id)
        and records.occurred_on <= coalesce(closes.closed_on, date '9999-12-31')
),

opportunity_amounts as (
    select opportunity_id, amount, currency from known where nth = 1
)

select * from opportunity_amounts
