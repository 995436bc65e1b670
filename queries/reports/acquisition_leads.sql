-- Leads created in the period and in the one before, and of those of the period how many can be
-- judged by the ideal customer profile and how many fit it. `all` stands for every value.
-- grain: dimension, value
with created as (
    select
        leads.lead_id, leads.source, leads.channel, leads.campaign, leads.campaign_type,
        leads.content, leads.content_type, leads.region, leads.segment, leads.product,
        leads.rep, leads.team,
        people.is_icp,
        leads.created_on >= :starts_on as is_now
    from leads
    left join people on people.kind = 'lead' and people.id = leads.lead_id
    where (leads.created_on >= :starts_on and leads.created_on < :ends_on)
        or (leads.created_on >= :previous_starts_on and leads.created_on < :previous_ends_on)
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
        is_icp
    from created
    cross join (values
        ('all'), ('source'), ('channel'), ('campaign'), ('campaign_type'), ('content'),
        ('content_type'), ('region'), ('segment'), ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    where dimension in (:dimensions)
),

volumes as (
    select
        dimension,
        value,
        count(*) filter (where is_now) as created,
        count(*) filter (where not is_now) as previous,
        count(*) filter (where is_now and is_icp is not null) as judged,
        count(*) filter (where is_now and is_icp) as fitting
    from cells
    group by dimension, value
)

select * from volumes
order by dimension, value
