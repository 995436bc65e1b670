-- The target of each figure for the period: of those that cover all of it the one that covers the
-- fewest days beside it, the later first day at a tie.
-- grain: metric
with covering as (
    select
        metric,
        value,
        row_number() over (
            partition by metric
            order by date_diff('day', starts_on, ends_on), starts_on desc
        ) as nth
    from targets
    where starts_on <= :starts_on and :ends_on <= ends_on
),

review_targets as (
    select metric, value from covering where nth = 1
)

select * from review_targets
order by metric
