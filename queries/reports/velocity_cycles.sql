-- Seconds from opened, the first touch or the first visit to the qualified stage to the close, of
-- opportunities that closed in the period: won, and won and lost. Calendar days where either end is
-- a day; quantiles of type 7; `all` stands for every value.
-- grain: dimension, value, began_with, ending
with closed as (
    select
        opportunities.*,
        case :subject
            when 'lead' then lead_id
            when 'account' then account_id
            when 'opportunity' then opportunity_id
        end as subject_id
    from opportunities
    where closed_on >= :starts_on and closed_on < :ends_on and state in ('won', 'lost')
),

visited as (
    select
        opportunity_id, attempt, stage_no, entered_at, entered_on, date_only,
        max(attempt) over (partition by opportunity_id) as last_attempt,
        row_number() over (partition by opportunity_id, attempt, stage_no order by visit) as nth
    from closed
    join visit_times as visits on visits.subject_id = closed.subject_id
    where visits.funnel = :funnel and visits.entered_on <= closed.closed_on
),

beginnings as (
    select opportunity_id, 'opened' as began_with, opened_at as began_at, opened_on as began_on,
        opened_date_only as date_only
    from closed
    union all
    select opportunity_id, 'first_touch', touched_at, touched_on, date_only from first_touches
    union all
    select opportunity_id, 'qualified', entered_at, entered_on, date_only
    from visited where stage_no = :qualified_step and attempt = last_attempt and nth = 1
),

cycles as (
    select
        closed.*, beginnings.began_with,
        case
            when beginnings.date_only or closed.closed_date_only
                then date_diff('day', beginnings.began_on, closed.closed_on) * 86400
            else date_diff('second', beginnings.began_at, closed.closed_at)
        end as seconds
    from closed
    join beginnings on beginnings.opportunity_id = closed.opportunity_id
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
        ending, began_with, opportunity_id, case when seconds >= 0 then seconds end as seconds
    from cycles
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    cross join (values ('won'), ('won_and_lost')) as endings (ending)
    where (state = 'won' or ending = 'won_and_lost') and dimension in (:dimensions)
),

ranked as (
    select
        cells.*,
        row_number() over (
            partition by dimension, value, began_with, ending
            order by case when seconds is null then 1 else 0 end, seconds, opportunity_id
        ) as place,
        count(seconds) over (partition by dimension, value, began_with, ending) as number
    from cells
),

sales_cycles as (
    select
        dimension, value, began_with, ending,
        count(seconds) as number,
        count(*) - count(seconds) as negative,
        sum(seconds) as total_seconds,
        cast(sum(seconds * case place - (number - 1) * 50 / 100
            when 1 then 100 - (number - 1) * 50 % 100 when 2 then (number - 1) * 50 % 100 else 0
        end) as double) / 100e0 as p50_seconds,
        cast(sum(seconds * case place - (number - 1) * 90 / 100
            when 1 then 100 - (number - 1) * 90 % 100 when 2 then (number - 1) * 90 % 100 else 0
        end) as double) / 100e0 as p90_seconds
    from ranked
    group by dimension, value, began_with, ending
)

select * from sales_cycles
order by dimension, value, began_with, ending
