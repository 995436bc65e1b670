-- What the records of each account say at the cut: an absent field keeps its value, a cleared one
-- becomes null. Among records of one moment the last event id counts.
-- grain: account_id
with records as (
    select
        account_id,
        row_number() over (partition by account_id order by occurred_at, event_id) as place,
        case when strpos(cleared, '"domain"') > 0 then '' else domain end as domain,
        case when strpos(cleared, '"industry"') > 0 then '' else industry end as industry,
        case
            when strpos(cleared, '"employees"') > 0 then '' else cast(employees as varchar)
        end as employees,
        case
            when strpos(cleared, '"annual_revenue"') > 0 then ''
            else cast(annual_revenue as varchar)
        end as annual_revenue,
        case when strpos(cleared, '"country"') > 0 then '' else country end as country,
        case
            when strpos(cleared, '"business_model"') > 0 then '' else business_model
        end as business_model,
        case when strpos(cleared, '"market_type"') > 0 then '' else market_type end as market_type,
        case
            when strpos(cleared, '"technologies"') > 0 then '' else technologies
        end as technologies,
        case when strpos(cleared, '"tier"') > 0 then '' else tier end as tier,
        case
            when strpos(cleared, '"icp_score"') > 0 then '' else cast(icp_score as varchar)
        end as icp_score,
        case
            when strpos(cleared, '"parent_account_id"') > 0 then '' else parent_account_id
        end as parent_account_id,
        case
            when strpos(cleared, '"deleted"') > 0 then 'no' when deleted then 'yes'
            when not deleted then 'no'
        end as deleted
    from events
    where type = 'account'
),

-- An empty text stood for cleared up to here; no event can hold one.
last_known as (
    select
        account_id,
        nullif(max_by(domain, place) filter (where domain is not null), '') as domain,
        nullif(max_by(industry, place) filter (where industry is not null), '') as industry,
        nullif(max_by(employees, place) filter (where employees is not null), '') as employees,
        nullif(
            max_by(annual_revenue, place) filter (where annual_revenue is not null), ''
        ) as annual_revenue,
        nullif(max_by(country, place) filter (where country is not null), '') as country,
        nullif(
            max_by(business_model, place) filter (where business_model is not null), ''
        ) as business_model,
        nullif(max_by(market_type, place) filter (where market_type is not null), '') as market_type,
        nullif(
            max_by(technologies, place) filter (where technologies is not null), ''
        ) as technologies,
        nullif(max_by(tier, place) filter (where tier is not null), '') as tier,
        nullif(max_by(icp_score, place) filter (where icp_score is not null), '') as icp_score,
        nullif(
            max_by(parent_account_id, place) filter (where parent_account_id is not null), ''
        ) as parent_account_id,
        max_by(deleted, place) filter (where deleted is not null) as deleted
    from records
    group by account_id
),

account_values as (
    select
        last_known.account_id, last_known.domain, last_known.industry,
        cast(last_known.employees as bigint) as employees,
        cast(last_known.annual_revenue as decimal(18,4)) as annual_revenue,
        last_known.country, last_known.business_model, last_known.market_type,
        last_known.technologies, last_known.tier,
        cast(last_known.icp_score as decimal(18,4)) as icp_score,
        coalesce(parent.survivor_id, last_known.parent_account_id) as parent_account_id,
        coalesce(last_known.deleted = 'yes', false) as is_deleted,
        versions.source, versions.channel, versions.campaign, versions.region, versions.segment,
        versions.product, versions.rep, versions.team
    from last_known
    left join identity as parent
        on parent.kind = 'account' and parent.id = last_known.parent_account_id
    left join subject_versions as versions
        on versions.kind = 'account'
            and versions.id = last_known.account_id
            and versions.valid_to = timestamp '9999-12-31 00:00:00.000'
)

select * from account_values
