-- Whether each account fits the account rules of each profile of the ideal customer: every rule
-- must hold; unknown (null) when none is broken but a value that one needs is missing.
-- grain: account_id, profile
with rules as (
    select profile, field, operator, value, try_cast(value as decimal(18,4)) as number
    from icp_rules
    where subject = 'account'
),

compared as (
    select
        accounts_known.account_id,
        rules.profile, rules.field, rules.operator, rules.value, rules.number,
        case rules.field
            when 'domain' then accounts_known.domain
            when 'industry' then accounts_known.industry
            when 'country' then accounts_known.country
            when 'tier' then accounts_known.tier
            when 'segment' then accounts_known.segment
            when 'region' then accounts_known.region
            when 'employees' then cast(accounts_known.employees as varchar)
            when 'annual_revenue' then cast(accounts_known.annual_revenue as varchar)
            when 'icp_score' then cast(accounts_known.icp_score as varchar)
        end as known
    from account_values as accounts_known
    cross join rules
),

answers as (
    select
        account_id,
        profile,
        case
            when operator = 'present' then known is not null
            when operator = 'equals' then known = value
                or coalesce(try_cast(known as decimal(18,4)) = number, false)
            when operator = 'in' then strpos('|' || value || '|', '|' || known || '|') > 0
            when operator = 'at_least' then try_cast(known as decimal(18,4)) >= number
            when operator = 'at_most' then try_cast(known as decimal(18,4)) <= number
        end as holds
    from compared
),

icp_account_fits as (
    select
        account_id,
        profile,
        case
            when count(*) filter (where not holds) > 0 then false
            when count(*) filter (where holds is null) = 0 then true
        end as fits
    from answers
    group by account_id, profile
)

select * from icp_account_fits
