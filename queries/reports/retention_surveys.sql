-- Answers to surveys in the period, and in the year that ends with it. NPS takes the latest answer of
-- each respondent, the other kinds each answer; all by the scale they were given on (0: unknown).
-- grain: span, dimension, value, kind, scale_max
with told as (
    select
        surveys.*, span,
        row_number() over (
            partition by span, kind, respondent_id order by occurred_at desc, event_id desc
        ) as nth_from_last
    from surveys
    cross join (values ('period'), ('year')) as spans (span)
    where occurred_on < :ends_on
        and occurred_on >= case span when 'period' then :starts_on else :year_starts_on end
),

cells as (
    select
        told.span, told.kind, told.scale_max, told.score,
        dimensions.dimension,
        case dimensions.dimension
            when 'all' then 'all' else coalesce(subscriber_values.value, '(none)')
        end as value
    from told
    cross join (values
        ('all'), ('icp'), ('source'), ('channel'), ('campaign'), ('region'), ('segment'),
        ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    left join subscriber_values
        on subscriber_values.account_id = told.account_id
            and subscriber_values.dimension = dimensions.dimension
    where (told.kind <> 'nps' or told.nth_from_last = 1) and dimensions.dimension in (:dimensions)
),

answers as (
    select
        span, dimension, value, kind, coalesce(scale_max, 0) as scale_max,
        count(*) as answers,
        count(*) filter (where score >= 9) as promoters,
        count(*) filter (where score <= 6) as detractors,
        sum(score) as total_score
    from cells
    group by span, dimension, value, kind, coalesce(scale_max, 0)
)

select * from answers
order by span, dimension, value, kind, scale_max
