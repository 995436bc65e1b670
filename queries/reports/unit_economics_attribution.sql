-- What touches earned of the conversions of a period under each model: customers and won
-- opportunities as sums of credits, won money, and the won opportunities that a value had any touch
-- in (not additive).
-- grain: model, dimension, value
with cells as (
    select
        model, conversion_id, basis, is_customer, credit, attribution.value as money, dimension,
        case dimension
            when 'all' then 'all' when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'content_type' then content_type
            else segment
        end as value
    from attribution
    cross join unnest(array[:dimensions]) as dimensions (dimension)
    where converted_on >= :starts_on and converted_on < :ends_on
),

earned as (
    select
        model, dimension, value,
        coalesce(sum(case when is_customer then credit end), cast(0 as decimal(38,18)))
            as customers,
        coalesce(
            sum(case when is_customer and basis = 'paid' then credit end),
            cast(0 as decimal(38,18))
        ) as paid_customers,
        coalesce(sum(case when basis = 'won' then credit end), cast(0 as decimal(38,18))) as won,
        coalesce(sum(case when basis = 'won' then money end), cast(0 as decimal(38,4)))
            as won_amount,
        count(distinct case when basis = 'won' then conversion_id end) as influenced
    from cells
    group by model, dimension, value
)

select * from earned
order by model, dimension, value
