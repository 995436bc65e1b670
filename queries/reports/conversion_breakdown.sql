-- Tries of up to four spans of days by the value that each dimension had at entry: outcomes, the
-- number that reached each step, and the won when the span was as old as the first is at the cut.
-- With `once` a subject counts once a row, with its furthest and then earliest try.
-- grain: span, dimension, value
with spans as (
    select span, first_on, end_on, younger_days
    from (
        values
            ('now', :now_starts_on, :now_ends_on, cast(0 as bigint)),
            ('previous', :previous_starts_on, :previous_ends_on, :previous_younger_days),
            ('year_before', :year_before_starts_on, :year_before_ends_on, :year_before_younger_days),
            ('compared', :compared_starts_on, :compared_ends_on, :compared_younger_days)
    ) as every_span (span, first_on, end_on, younger_days)
    where first_on is not null
),

names as (
    select dimension, place
    from (
        values
            ('source', 1), ('channel', 2), ('campaign', 3), ('campaign_type', 4), ('content', 5),
            ('content_type', 6), ('region', 7), ('segment', 8), ('product', 9), ('rep', 10),
            ('team', 11), ('all', 12)
    ) as every_dimension (dimension, place)
    where dimension in (:dimensions)
),

tries as (
    select
        spans.span,
        journeys.*,
        journeys.won_at < date_add('day', -spans.younger_days, cut.cut_at) as was_won,
        case
            when journeys.rule = 'visited' then journeys.won_at is not null
            else journeys.furthest_step >= journeys.won_step
        end as is_won
    from journeys
    cross join cut
    join spans on journeys.entered_on >= spans.first_on and journeys.entered_on < spans.end_on
    where journeys.funnel = :funnel
        and journeys.rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

valued as (
    select
        names.dimension,
        element_at(
            array[source, channel, campaign, campaign_type, content, content_type, region, segment,
                product, rep, team, 'all'], names.place
        ) as value,
        tries.*
    from tries
    cross join names
),

turns as (
    select valued.*, 1 as turn from valued where :once = 'no'
    union all
    select valued.*, row_number() over (
        partition by span, dimension, value, subject_id order by furthest_step desc, entered_at, try
    ) as turn
    from valued
    where :once = 'yes'
),

breakdown as (
    select span, dimension, value,
        count(step_01_at) as entered,
        count(*) filter (where is_won) as won,
        count(*) filter (where not is_won and outcome = 'lost') as lost,
        count(*) filter (where not is_won and outcome = 'expired') as expired,
        count(*) filter (where not is_won and outcome = 'open') as still_open,
        count(*) filter (where not is_won and outcome = 'won') as won_otherwise,
        count(*) filter (where was_won) as was_won,
        count(step_01_at) as reached_01,
        count(step_02_at) as reached_02,
        count(step_03_at) as reached_03,
        count(step_04_at) as reached_04,
        count(step_05_at) as reached_05,
        count(step_06_at) as reached_06,
        count(step_07_at) as reached_07,
        count(step_08_at) as reached_08,
        count(step_09_at) as reached_09,
        count(step_10_at) as reached_10,
        count(step_11_at) as reached_11,
        count(step_12_at) as reached_12
    from turns
    where turn = 1
    group by span, dimension, value
)

select * from breakdown
order by span, dimension, entered desc, value
