-- How fast leads created in the period were answered, by the clock and in working hours. Touched
-- before creation and unanswered for less than the SLA: out, counted apart. Unanswered for longer:
-- infinite, so that a quantile (type 7) there is null. `all` stands for every value.
-- grain: dimension, value, measure
with measured as (
    select
        lead_responses.*,
        measure,
        case when measure = 'business' then business_seconds else clock_seconds end as seconds
    from lead_responses
    cross join (values ('clock'), ('business')) as measures (measure)
    where created_on >= :starts_on and created_on < :ends_on
),

judged as (
    select
        measured.*,
        case
            when touched_before then 'touched_before'
            when is_answered then 'answered'
            when seconds < :sla_seconds then 'too_young'
            else 'unanswered'
        end as answer
    from measured
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
        measure, lead_id, answer,
        case when answer = 'answered' then seconds end as seconds
    from judged
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where dimension in (:dimensions)
),

ranked as (
    select
        cells.*,
        row_number() over (
            partition by dimension, value, measure
            order by case when seconds is null then 1 else 0 end, seconds, lead_id
        ) as place,
        count(case when answer in ('answered', 'unanswered') then 1 end) over (
            partition by dimension, value, measure
        ) as number
    from cells
),

responses as (
    select
        dimension,
        value,
        measure,
        count(*) as created,
        count(*) filter (where answer = 'touched_before') as touched_before,
        count(*) filter (where answer = 'too_young') as too_young,
        count(seconds) as answered,
        count(*) filter (where answer = 'unanswered') as unanswered,
        count(*) filter (where seconds <= :sla_seconds) as within_sla,
        case when (max(number) - 1) * 50 <= (count(seconds) - 1) * 100
            then cast(sum(seconds * case place - (number - 1) * 50 / 100
                when 1 then 100 - (number - 1) * 50 % 100 when 2 then (number - 1) * 50 % 100 else 0
            end) as double) / 100e0
        end as p50_seconds,
        case when (max(number) - 1) * 75 <= (count(seconds) - 1) * 100
            then cast(sum(seconds * case place - (number - 1) * 75 / 100
                when 1 then 100 - (number - 1) * 75 % 100 when 2 then (number - 1) * 75 % 100 else 0
            end) as double) / 100e0
        end as p75_seconds,
        case when (max(number) - 1) * 90 <= (count(seconds) - 1) * 100
            then cast(sum(seconds * case place - (number - 1) * 90 / 100
                when 1 then 100 - (number - 1) * 90 % 100 when 2 then (number - 1) * 90 % 100 else 0
            end) as double) / 100e0
        end as p90_seconds
    from ranked
    group by dimension, value, measure
)

select * from responses
order by dimension, value, measure
