-- Where wins and pipeline of new business come from: opportunities won and lost in the span, and those
-- open at its end with the amount known then, at that day's rate; how many have no amount or no rate.
-- `all` stands for every value.
-- grain: dimension, value
with moment as (
    select coalesce(least(days.starts_at, cut.cut_at), cut.cut_at) as until_at
    from cut
    left join calendar as days on days.kind = 'day' and days.starts_on = :ends_on
),

facts as (
    select
        opportunities.state, opportunities.source, opportunities.channel, opportunities.campaign,
        opportunities.campaign_type, opportunities.content, opportunities.content_type,
        opportunities.region, opportunities.segment, opportunities.product, opportunities.rep,
        opportunities.team,
        opportunities.state in ('won', 'lost') and opportunities.closed_on >= :starts_on
            and opportunities.closed_on < :ends_on as is_closed,
        standing.opportunity_id is not null as is_open,
        cast(cast(standing.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as amount
    from opportunities
    cross join moment
    left join opportunity_versions as standing
        on standing.opportunity_id = opportunities.opportunity_id
            and standing.state = 'open'
            and standing.valid_from < moment.until_at
            and moment.until_at <= standing.valid_to
    left join rates
        on rates.currency = standing.currency
            and rates.starts_on <= :rate_on and :rate_on < rates.ends_on
    where coalesce(opportunities.deal_type, 'new') = 'new'
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
        coalesce(is_closed, false) and state = 'won' as is_won,
        coalesce(is_closed, false) and state = 'lost' as is_lost,
        is_open,
        amount
    from facts
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where dimension in (:dimensions) and (is_open or is_closed)
),

origins as (
    select
        dimension,
        value,
        count(*) filter (where is_won) as won,
        count(*) filter (where is_lost) as lost,
        count(*) filter (where is_open) as open,
        count(*) filter (where is_open and amount is null) as unpriced,
        sum(amount) filter (where is_open) as open_amount
    from cells
    group by dimension, value
)

select * from origins
order by dimension, value
