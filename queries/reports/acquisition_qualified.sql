-- Subjects whose journey first reached the qualified step in the period, and in the one before:
-- once ever, at their earliest try that did, under that try's dimensions. `all`: every value.
-- grain: dimension, value
with tries as (
    select
        journeys.*,
        element_at(array[
            step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at
        ], :sql_step) as qualified_at
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

ranked as (
    select
        tries.*,
        row_number() over (
            partition by subject_id order by qualified_at, attempt, entered_at
        ) as nth
    from tries
    where qualified_at is not null
),

spans as (
    select
        min(case when starts_on >= :period_starts_on then starts_at end) as starts_at,
        max(ends_at) as ends_at,
        min(case when starts_on >= :previous_starts_on then starts_at end) as previous_starts_at,
        max(case when starts_on < :previous_ends_on then ends_at end) as previous_ends_at
    from calendar
    where kind = 'day' and starts_on < :ends_on
),

placed as (
    select
        ranked.*,
        qualified_at >= spans.starts_at and qualified_at < spans.ends_at as is_now,
        qualified_at >= spans.previous_starts_at
            and qualified_at < spans.previous_ends_at as is_previous
    from ranked
    cross join spans
    where ranked.nth = 1
),

cells as (
    select
        dimension,
        case dimension
            when 'source' then source when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'content' then content
            when 'content_type' then content_type when 'region' then region
            when 'segment' then segment when 'product' then product
            when 'rep' then rep when 'team' then team else 'all'
        end as value,
        is_now,
        is_previous
    from placed
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where dimension in (:dimensions) and (is_now or is_previous)
),

qualified as (
    select
        dimension,
        value,
        count(*) filter (where is_now) as qualified,
        count(*) filter (where is_previous) as previous
    from cells
    group by dimension, value
)

select * from qualified
order by dimension, value
