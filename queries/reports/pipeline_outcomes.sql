-- What became of opportunities, by a dimension: closed in the period (by their latest close, money at
-- the rate of that day), created in the period with their state as of the cut, and open at the
-- period's end. Closed and open ones count under their values then, created ones under those at
-- opening. `all`: every value.
-- grain: dimension, value
with ends as (
    select least(days.starts_at, cut.cut_at) as closing_at
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

facts as (
    select
        'closed' as fact, state, value as money, list_value, deal_type, competitor, sourced_by,
        coalesce(cast(least(answers, 4) as varchar), '(none)') as answers,
        case
            when amount_basis = 'annual' then value
            when amount_basis = 'monthly' then cast(value * 12 as decimal(18,4))
            when term_months > 0
                then cast(
                    round(cast(value as double) * 12e0 / cast(term_months as double), 4)
                    as decimal(18,4)
                )
        end as yearly,
        source, channel, campaign, campaign_type, region, segment, product, rep, team
    from opportunity_outcomes
    where closed_on >= :starts_on and closed_on < :ends_on
    union all
    select
        'created', state, null, null, coalesce(deal_type, '(none)'), coalesce(competitor, '(none)'),
        coalesce(sourced_by, '(none)'), '(none)', null,
        source, channel, campaign, campaign_type, region, segment, product, rep, team
    from opportunities
    where opened_on >= :starts_on and opened_on < :ends_on
    union all
    select
        'open', 'open', null, null, coalesce(deal_type, '(none)'), coalesce(competitor, '(none)'),
        coalesce(sourced_by, '(none)'), '(none)', null,
        source, channel, campaign, campaign_type, region, segment, product, rep, team
    from ends
    join opportunity_versions as versions
        on versions.valid_from < ends.closing_at and ends.closing_at <= versions.valid_to
    where versions.state = 'open'
),

cells as (
    select
        dimension,
        case dimension
            when 'source' then source when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'region' then region
            when 'segment' then segment when 'product' then product
            when 'rep' then rep when 'team' then team when 'deal_type' then deal_type
            when 'competitor' then competitor when 'sourced_by' then sourced_by
            when 'answers' then answers else 'all'
        end as value,
        fact, state, money, list_value, yearly,
        fact = 'closed' and state = 'won' as is_won,
        fact = 'closed' and state = 'won' and money is not null and list_value > 0 as is_listed
    from facts
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('region'), ('segment'),
        ('product'), ('rep'), ('team'), ('deal_type'), ('competitor'), ('sourced_by'), ('answers')
    ) as dimensions (dimension)
    where dimension in (:dimensions)
),

outcomes as (
    select
        dimension, value,
        count(*) filter (where is_won) as won,
        count(*) filter (where fact = 'closed' and state = 'lost') as lost,
        count(*) filter (where fact = 'closed' and state = 'no_decision') as no_decision,
        count(*) filter (where fact = 'closed' and state = 'disqualified') as disqualified,
        count(*) filter (where is_won and money is not null) as won_priced,
        sum(case when is_won then money end) as won_money,
        sum(case when fact = 'closed' and state = 'lost' then money end) as lost_money,
        sum(case when fact = 'closed' and state = 'no_decision' then money end) as no_decision_money,
        count(*) filter (where is_won and yearly is not null) as yearly_number,
        sum(case when is_won then yearly end) as yearly_money,
        count(*) filter (where is_listed) as listed,
        sum(case when is_listed then money end) as listed_money,
        sum(case when is_listed then list_value end) as list_money,
        count(*) filter (where fact = 'created') as created,
        count(*) filter (where fact = 'created' and state = 'won') as created_won,
        count(*) filter (where fact = 'open') as open_at_end
    from cells
    group by dimension, value
)

select * from outcomes
order by dimension, value
