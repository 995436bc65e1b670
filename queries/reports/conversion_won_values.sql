-- Money of the won tries whose won event names an opportunity with an amount, at the rate of the day
-- it was won, by a dimension at entry. An opportunity's money counts once: for the deal's own lead, else the try
-- that was entered first.
-- grain: value
with tries as (
    select
        subject_id, attempt, try, entered_at, won_at, won_on,
        element_at(
            array[source, channel, campaign, campaign_type, content, content_type, region, segment,
                product, rep, team], :dimension_place
        ) as value
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
        and won_at is not null
),

wins as (
    select stage_events.subject_id, stage_events.occurred_at, events.opportunity_id
    from stage_events
    join events on events.event_id = stage_events.event_id
    where stage_events.stage_no = :won_step and events.opportunity_id is not null
),

valued as (
    select
        tries.subject_id, tries.attempt, tries.try, tries.value,
        cast(cast(opportunities.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as amount,
        row_number() over (
            partition by opportunities.opportunity_id
            order by
                case when opportunities.lead_id = tries.subject_id then 0 else 1 end,
                tries.entered_at, tries.subject_id, tries.attempt, tries.try
        ) as nth
    from tries
    join wins on wins.subject_id = tries.subject_id and wins.occurred_at = tries.won_at
    join opportunities on opportunities.opportunity_id = wins.opportunity_id
    join rates
        on rates.currency = opportunities.currency
            and rates.starts_on <= tries.won_on
            and tries.won_on < rates.ends_on
    where opportunities.amount is not null
),

tries_with_money as (
    select value, subject_id, attempt, try, sum(case when nth = 1 then amount end) as amount
    from valued
    group by value, subject_id, attempt, try
),

won_values as (
    select value, count(*) as number, sum(amount) as amount
    from tries_with_money
    group by value
)

select * from won_values
order by value
