-- The factors of pipeline velocity: opportunities open at the period's start, those of them at or
-- past the qualified stage, those closed in the period; over the window that ends with it wins,
-- losses, money won at the rate of its day and seconds from opened to won. `all`: every value.
-- grain: dimension, value
with standing as (
    select
        opportunities.opportunity_id,
        case :subject
            when 'lead' then opportunities.lead_id when 'account' then opportunities.account_id
            when 'opportunity' then opportunities.opportunity_id
        end as subject_id,
        days.starts_at
    from opportunities
    join calendar as days on days.kind = 'day' and days.starts_on = :starts_on
    left join opportunity_states as states
        on states.opportunity_id = opportunities.opportunity_id
            and states.valid_from < days.starts_at
            and days.starts_at <= states.valid_to
    where opportunities.opened_at < days.starts_at and coalesce(states.state, 'open') = 'open'
),

-- The attempt that was running at the period's start.
visited as (
    select
        standing.opportunity_id, visits.attempt, visits.stage_no,
        max(visits.attempt) over (partition by standing.opportunity_id) as last_attempt
    from standing
    join visit_times as visits on visits.subject_id = standing.subject_id
    where visits.funnel = :funnel and visits.entered_at < standing.starts_at
),

qualified as (
    select opportunity_id
    from visited
    where attempt = last_attempt and stage_no >= :qualified_step
    union
    select opportunity_id from standing where :qualified_step = 0
),

facts as (
    select
        opportunities.*,
        standing.opportunity_id is not null as is_standing,
        qualified.opportunity_id is not null as is_qualified,
        coalesce(closed_on >= :starts_on and closed_on < :ends_on, false) as in_period,
        coalesce(closed_on >= :window_starts_on and closed_on < :ends_on, false) as in_window,
        cast(cast(opportunities.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money,
        case
            when opened_date_only or closed_date_only
                then date_diff('day', opened_on, closed_on) * 86400
            else date_diff('second', opened_at, closed_at)
        end as seconds
    from opportunities
    left join standing on standing.opportunity_id = opportunities.opportunity_id
    left join qualified on qualified.opportunity_id = opportunities.opportunity_id
    left join rates
        on rates.currency = opportunities.currency
            and rates.starts_on <= closed_on and closed_on < rates.ends_on
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
        facts.*,
        in_window and state = 'won' as is_won
    from facts
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where (is_standing or in_period or in_window) and dimension in (:dimensions)
),

factors as (
    select
        dimension,
        value,
        count(*) filter (where is_standing) as open_at_start,
        count(*) filter (where is_qualified) as qualified_at_start,
        count(*) filter (where in_period and state = 'won') as period_won,
        count(*) filter (where in_period and state = 'lost') as period_lost,
        count(*) filter (where is_won) as won,
        count(*) filter (where in_window and state = 'lost') as lost,
        count(money) filter (where is_won) as priced,
        sum(money) filter (where is_won) as won_amount,
        count(*) filter (where is_won and seconds >= 0) as timed,
        sum(seconds) filter (where is_won and seconds >= 0) as cycle_seconds
    from cells
    group by dimension, value
)

select * from factors
order by dimension, value
