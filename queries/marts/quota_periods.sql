-- Quotas in the reporting currency, at the rate of their first day. Of periods that hold one another
-- only the shortest stay. Without a quota of the whole company its is that of its teams, else of its
-- reps; without one of all deals it is that of new business and expansion together.
-- grain: owner_kind, owner, scope, starts_on, ends_on
with priced as (
    select
        quotas.owner_kind, quotas.owner, quotas.scope, quotas.starts_on, quotas.ends_on,
        cast(cast(quotas.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as amount
    from quotas
    left join rates
        on rates.currency = quotas.currency
            and rates.starts_on <= quotas.starts_on
            and quotas.starts_on < rates.ends_on
),

company as (
    select owner_kind, owner, scope, starts_on, ends_on, amount, 'given' as basis, 1 as preference
    from priced
    union all
    select 'all', 'all', scope, starts_on, ends_on, sum(amount), 'teams', 2
    from priced
    where owner_kind = 'team'
    group by scope, starts_on, ends_on
    union all
    select 'all', 'all', scope, starts_on, ends_on, sum(amount), 'reps', 3
    from priced
    where owner_kind = 'rep'
    group by scope, starts_on, ends_on
),

owned as (
    select
        company.*,
        row_number() over (
            partition by owner_kind, owner, scope, starts_on, ends_on order by preference
        ) as nth
    from company
),

scoped as (
    select owner_kind, owner, scope, starts_on, ends_on, amount, basis, 1 as preference
    from owned
    where nth = 1
    union all
    select owner_kind, owner, 'all', starts_on, ends_on, sum(amount), 'scopes', 2
    from owned
    where nth = 1 and scope <> 'all'
    group by owner_kind, owner, starts_on, ends_on
    having count(*) = 2
),

ranked as (
    select
        scoped.*,
        row_number() over (
            partition by owner_kind, owner, scope, starts_on, ends_on order by preference
        ) as nth
    from scoped
),

quota_periods as (
    select
        ranked.owner_kind,
        ranked.owner,
        ranked.scope,
        ranked.starts_on,
        ranked.ends_on,
        cast(ranked.amount as decimal(18,4)) as amount,
        ranked.basis
    from ranked
    left join ranked as shorter
        on shorter.owner_kind = ranked.owner_kind
            and shorter.owner = ranked.owner
            and shorter.scope = ranked.scope
            and shorter.starts_on >= ranked.starts_on
            and shorter.ends_on <= ranked.ends_on
            and (shorter.starts_on > ranked.starts_on or shorter.ends_on < ranked.ends_on)
    where ranked.nth = 1 and shorter.owner is null
)

select * from quota_periods
