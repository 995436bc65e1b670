-- What accounts that ever had monthly recurring revenue are broken down by: channel, source and
-- campaign of the first touch and the other dimensions as known when they became customers, and
-- whether they are ideal customers (`icp`) as known at the cut. `all` is there for every account.
-- grain: account_id, dimension
with subscribers as (
    select account_id from mrr_changes group by account_id
),

subscriber_values as (
    select
        subscribers.account_id,
        dimension,
        coalesce(
            case dimension
                when 'all' then 'all'
                when 'icp' then
                    case when accounts.is_icp then 'ideal' when not accounts.is_icp then 'not ideal' end
                when 'source' then customers.source
                when 'channel' then customers.channel
                when 'campaign' then customers.campaign
                when 'region' then customers.region
                when 'segment' then customers.segment
                when 'product' then customers.product
                when 'rep' then customers.rep
                when 'team' then customers.team
            end,
            '(none)'
        ) as value
    from subscribers
    cross join (values
        ('all'), ('icp'), ('source'), ('channel'), ('campaign'), ('region'), ('segment'),
        ('product'), ('rep'), ('team')
    ) as dimensions (dimension)
    left join customers on customers.account_id = subscribers.account_id
    left join accounts on accounts.account_id = subscribers.account_id
)

select * from subscriber_values
