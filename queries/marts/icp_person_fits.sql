-- Whether each lead and contact fits each profile of the ideal customer: the rules on persons for
-- itself and those on accounts for its account. Every rule must hold; unknown (null) when none is
-- broken but a value that one needs is missing.
-- grain: kind, id, profile
with rules as (
    select profile, field, operator, value, try_cast(value as decimal(18,4)) as number
    from icp_rules
    where subject = 'person'
),

persons as (
    select kind, id from person_values
    union
    select kind, id from subject_accounts where kind <> 'opportunity'
),

compared as (
    select
        persons.kind,
        persons.id,
        rules.profile, rules.operator, rules.value, rules.number,
        case rules.field
            when 'seniority' then known.seniority
            when 'title' then known.title
            when 'role' then known.role
            when 'status' then known.status
            when 'budget_band' then known.budget_band
            when 'domain' then known.domain
            when 'score' then cast(known.score as varchar)
            when 'need_fit' then cast(known.need_fit as varchar)
        end as known_value
    from persons
    cross join rules
    left join person_values as known on known.kind = persons.kind and known.id = persons.id
),

answers as (
    select
        kind,
        id,
        profile,
        case
            when operator = 'present' then known_value is not null
            when operator = 'equals' then known_value = value
                or coalesce(try_cast(known_value as decimal(18,4)) = number, false)
            when operator = 'in' then strpos('|' || value || '|', '|' || known_value || '|') > 0
            when operator = 'at_least' then try_cast(known_value as decimal(18,4)) >= number
            when operator = 'at_most' then try_cast(known_value as decimal(18,4)) <= number
        end as holds
    from compared
    union all
    select persons.kind, persons.id, company_profiles.profile, fits.fits
    from persons
    cross join (
        select distinct profile from icp_rules where subject = 'account'
    ) as company_profiles
    left join subject_accounts as homes on homes.kind = persons.kind and homes.id = persons.id
    left join icp_account_fits as fits
        on fits.account_id = homes.account_id and fits.profile = company_profiles.profile
),

icp_person_fits as (
    select
        kind,
        id,
        profile,
        case
            when count(*) filter (where not holds) > 0 then false
            when count(*) filter (where holds is null) = 0 then true
        end as fits
    from answers
    group by kind, id, profile
)

select * from icp_person_fits
