-- Credit of each touch of a path under seven models, in 18 decimals that add to exactly 1: what
-- rounding down leaves goes to the largest remainders, of equal ones to the earlier.
-- grain: model, conversion_id, touch_id
with modelled as (
    select
        models.model, paths.conversion_id, paths.touch_id, paths.place, paths.length,
        date_diff('second', paths.occurred_at, max(paths.occurred_at) over (
            partition by models.model, paths.conversion_id
        )) as seconds_to_last
    from attribution_paths as paths
    cross join (values
        ('first'), ('last'), ('linear'), ('position'), ('j'), ('inverse_j'), ('time_decay')
    ) as models (model)
),

-- Whole numbers in the ratio of the credits: 40, 20 or 60 % at the ends, the rest over the middle.
weighted as (
    select
        modelled.*,
        case
            when model = 'first' then case when place = 1 then 1 else 0 end
            when model = 'last' then case when place = length then 1 else 0 end
            when model = 'linear' then 1
            when model = 'time_decay' then cast(round(
                1e8 * power(2e0, -cast(seconds_to_last as double) / 604800e0)
            ) as bigint)
            when length = 1 then 1
            when length = 2 then case
                when model = 'j' and place = 2 or model = 'inverse_j' and place = 1 then 3
                else 1
            end
            when place > 1 and place < length then 1
            when model = 'position' then 2 * (length - 2)
            when model = 'j' and place = length or model = 'inverse_j' and place = 1
                then 3 * (length - 2)
            else length - 2
        end as weight
    from modelled
),

totals as (
    select
        weighted.*,
        cast(sum(weight) over (partition by model, conversion_id) as bigint) as total
    from weighted
),

-- Long division, six digits at a time: the product with all of them would not fit.
first_digits as (
    select
        totals.*,
        weight * 1000000 / total as digits,
        mod(weight * 1000000, total) as remainder
    from totals
),

second_digits as (
    select
        model, conversion_id, touch_id, place, total,
        digits * 1000000 + remainder * 1000000 / total as digits,
        mod(remainder * 1000000, total) as remainder
    from first_digits
),

third_digits as (
    select
        model, conversion_id, touch_id, place,
        digits * 1000000 + remainder * 1000000 / total as digits,
        mod(remainder * 1000000, total) as remainder
    from second_digits
),

ranked as (
    select
        third_digits.*,
        1000000000000000000 - sum(digits) over (
            partition by model, conversion_id
        ) as left_over,
        row_number() over (
            partition by model, conversion_id order by remainder desc, place
        ) as nth
    from third_digits
),

attribution_credits as (
    select
        model, conversion_id, touch_id, place,
        cast(
            cast(digits + case when nth <= left_over then 1 else 0 end as decimal(20,0))
            * cast('0.000000000000000001' as decimal(18,18)) as decimal(19,18)
        ) as credit
    from ranked
)

select * from attribution_credits
