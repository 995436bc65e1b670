-- How far the tries entered in the span came: to the MQL step, to the qualified one (SQL), to an
-- opportunity, to won. A step of 0 stands for one that the funnel does not have. `all`: every value.
-- grain: dimension, value
with with_opportunity as (
    select lead_id as subject_id from opportunity_leads where :subject = 'lead'
    union
    select contact_id from opportunity_contacts where :subject = 'contact'
    union
    select account_id from opportunities where :subject = 'account' and account_id is not null
    union
    select opportunity_id from opportunities where :subject = 'opportunity'
),

tries as (
    select
        journeys.*,
        array[
            step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at
        ] as reached_at,
        with_opportunity.subject_id is not null as has_opportunity
    from journeys
    left join with_opportunity on with_opportunity.subject_id = journeys.subject_id
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
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
        has_opportunity,
        :mql_step > 0 and element_at(reached_at, greatest(:mql_step, 1)) is not null as is_mql,
        :sql_step > 0 and element_at(reached_at, greatest(:sql_step, 1)) is not null as is_sql,
        element_at(reached_at, won_step) is not null as is_won
    from tries
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where dimension in (:dimensions)
),

conversions as (
    select
        dimension,
        value,
        count(*) as entered,
        count(*) filter (where is_mql) as mqls,
        count(*) filter (where is_sql) as sqls,
        count(*) filter (where is_mql and is_sql) as mql_to_sql,
        count(*) filter (where is_sql and has_opportunity) as sql_to_opportunity,
        count(*) filter (where is_sql and is_won) as sql_to_won,
        count(*) filter (where is_won) as won
    from cells
    group by dimension, value
)

select * from conversions
order by dimension, value
