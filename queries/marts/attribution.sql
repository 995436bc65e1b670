-- What each touch earned of a conversion under seven models: credits of a conversion add to exactly
-- 1, values to exactly its value in the reporting currency (four decimals, by largest remainder, of
-- equal ones to the earlier). One without a touch gives all to '(none)'.
-- grain: model, conversion_id, touch_id
-- partition: year(converted_on)
with valued as (
    select
        conversion_id,
        cast(cast(value as decimal(38,4)) * 10000 as bigint) as units
    from conversions
),

shared as (
    select
        credits.model, credits.conversion_id, credits.touch_id, credits.place, credits.credit,
        valued.units, cast(valued.units as decimal(19,0)) * credits.credit as share
    from attribution_credits as credits
    join valued on valued.conversion_id = credits.conversion_id
),

ranked as (
    select
        shared.*,
        cast(floor(share) as bigint) as whole,
        units - sum(cast(floor(share) as bigint)) over (
            partition by model, conversion_id
        ) as left_over,
        row_number() over (
            partition by model, conversion_id order by share - floor(share) desc, place
        ) as nth
    from shared
),

earned as (
    select
        ranked.model, ranked.conversion_id, ranked.touch_id, ranked.credit,
        cast(
            cast(whole + case when nth <= left_over then 1 else 0 end as decimal(19,0))
            * cast('0.0001' as decimal(5,4)) as decimal(18,4)
        ) as value,
        paths.channel, paths.campaign, paths.campaign_type, paths.content_type
    from ranked
    join attribution_paths as paths
        on paths.conversion_id = ranked.conversion_id and paths.touch_id = ranked.touch_id
    union all
    select
        models.model, conversions.conversion_id, '(none)' as touch_id,
        cast(1 as decimal(19,18)) as credit, conversions.value,
        '(none)' as channel, '(none)' as campaign,
        '(none)' as campaign_type, '(none)' as content_type
    from conversions
    cross join (values
        ('first'), ('last'), ('linear'), ('position'), ('j'), ('inverse_j'), ('time_decay')
    ) as models (model)
    left join attribution_paths as paths
        on paths.conversion_id = conversions.conversion_id and paths.place = 1
    where paths.conversion_id is null
),

attribution as (
    select
        earned.*,
        conversions.basis, conversions.is_customer, conversions.converted_on, conversions.segment
    from earned
    join conversions on conversions.conversion_id = earned.conversion_id
)

select * from attribution
