-- Owners of quotas, and whether any event names them: nothing is ever won against the quota of a
-- rep, team, segment or product that is spelled otherwise.
-- grain: owner_kind, owner
with named as (
    select distinct rep, team, segment, product
    from events
),

owners as (
    select 'rep' as owner_kind, rep as owner from named
    union
    select 'team', team from named
    union
    select 'segment', segment from named
    union
    select 'product', product from named
),

quality_quotas as (
    select
        quotas.owner_kind,
        quotas.owner,
        count(*) as number,
        coalesce(max(case when owners.owner is not null then 1 end) = 1, false) as is_named
    from quotas
    left join owners
        on owners.owner_kind = quotas.owner_kind and owners.owner = quotas.owner
    where quotas.owner_kind <> 'all'
    group by quotas.owner_kind, quotas.owner
)

select * from quality_quotas
