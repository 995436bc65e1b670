-- How complete the records are at the cut: for each field of open opportunities, people and accounts
-- how many have it, in all and by rep.
-- grain: subject, field, dimension, value
with present as (
    select
        'opportunity' as subject, fields.field, rep,
        case fields.field
            when 'amount' then amount is not null
            when 'expected_close' then expected_close is not null
            when 'next_step' then next_step is not null
            when 'next_step_due' then next_step_due is not null
            when 'account' then account_id is not null
            when 'contact_roles' then coalesce(contact_roles, '[]') <> '[]'
            when 'qualification' then coalesce(qualification, '{}') <> '{}'
            when 'deal_type' then deal_type is not null
            when 'sourced_by' then sourced_by is not null
            when 'term_months' then term_months is not null
            when 'source' then source <> '(none)'
            when 'segment' then segment <> '(none)'
            when 'product' then product <> '(none)'
            when 'rep' then rep <> '(none)'
        end as is_present
    from quality_deals
    cross join (values
        ('amount'), ('expected_close'), ('next_step'), ('next_step_due'), ('account'),
        ('contact_roles'), ('qualification'), ('deal_type'), ('sourced_by'), ('term_months'),
        ('source'), ('segment'), ('product'), ('rep')
    ) as fields (field)
    where state = 'open'
    union all
    select
        kind, fields.field, rep,
        case fields.field
            when 'account' then account_id is not null
            when 'email_hash' then email_hash is not null
            when 'domain' then domain is not null
            when 'name_hash' then name_hash is not null
            when 'title' then title is not null
            when 'seniority' then seniority is not null
            when 'role' then role is not null
            when 'status' then status is not null
            when 'score' then score is not null
            when 'rep' then rep <> '(none)'
        end
    from quality_people
    cross join (values
        ('account'), ('email_hash'), ('domain'), ('name_hash'), ('title'), ('seniority'), ('role'),
        ('status'), ('score'), ('rep')
    ) as fields (field)
    union all
    select
        'account', fields.field, rep,
        case fields.field
            when 'domain' then domain is not null
            when 'industry' then industry is not null
            when 'employees' then employees is not null
            when 'annual_revenue' then annual_revenue is not null
            when 'country' then country is not null
            when 'tier' then tier is not null
            when 'segment' then segment <> '(none)'
            when 'region' then region <> '(none)'
            when 'rep' then rep <> '(none)'
        end
    from accounts
    cross join (values
        ('domain'), ('industry'), ('employees'), ('annual_revenue'), ('country'), ('tier'),
        ('segment'), ('region'), ('rep')
    ) as fields (field)
    where not is_deleted
),

cells as (
    select
        subject, field, dimension, is_present,
        case dimension when 'rep' then rep else 'all' end as value
    from present
    cross join (values ('all'), ('rep')) as dimensions (dimension)
),

fields as (
    select
        subject, field, dimension, value,
        count(*) as number,
        count_if(is_present) as filled
    from cells
    group by subject, field, dimension, value
)

select * from fields
order by subject, field, dimension, value
