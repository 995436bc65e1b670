-- Accounts from the moment they became customers: their first won opportunity, or without one their
-- first paid revenue. Channel, source and campaign are those of the first touch in the look-back;
-- the other dimensions are as known at that moment.
-- grain: account_id
with customers as (
    select
        conversions.account_id,
        conversions.conversion_id,
        conversions.converted_at as acquired_at,
        conversions.converted_on as acquired_on,
        conversions.basis,
        conversions.opportunity_id,
        coalesce(touches.channel, '(none)') as channel,
        coalesce(touches.source, '(none)') as source,
        coalesce(touches.campaign, '(none)') as campaign,
        conversions.region, conversions.segment, conversions.product,
        conversions.rep, conversions.team
    from conversions
    left join attribution_paths as paths
        on paths.conversion_id = conversions.conversion_id and paths.place = 1
    left join touches on touches.event_id = paths.touch_id
    where conversions.is_customer
)

select * from customers
