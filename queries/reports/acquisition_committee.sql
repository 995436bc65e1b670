-- Committee roles seen: per role (part `role`) and by how many of them were seen (part `number`), at
-- accounts that were active in the period, and at new business won and lost in the span.
-- grain: part, value
with active as (
    select distinct account_touches.account_id
    from account_touches
    join accounts on accounts.account_id = account_touches.account_id
    where account_touches.occurred_on >= :period_starts_on
        and account_touches.occurred_on < :ends_on
        and account_touches.is_active
        and not accounts.is_deleted
),

subjects as (
    select 'account' as outcome, account_id as id from active
    union all
    select state, opportunity_id
    from opportunities
    where state in ('won', 'lost')
        and closed_on >= :starts_on
        and closed_on < :ends_on
        and coalesce(deal_type, 'new') = 'new'
),

seen as (
    select 'account' as kind, account_id as id, role from account_roles
    union all
    select 'opportunity', opportunity_id, role from opportunity_roles
),

found as (
    select subjects.outcome, subjects.id, seen.role
    from subjects
    left join seen
        on seen.id = subjects.id
            and seen.kind = case when subjects.outcome = 'account' then 'account' else 'opportunity' end
),

numbers as (
    select outcome, id, count(role) as roles from found group by outcome, id
),

cells as (
    select 'role' as part, role as value, outcome from found where role is not null
    union all
    select 'number', cast(roles as varchar), outcome from numbers
    union all
    select 'role', role, 'none' from committee_roles
),

committee as (
    select
        part,
        value,
        count(*) filter (where outcome = 'account') as accounts,
        count(*) filter (where outcome = 'won') as won,
        count(*) filter (where outcome = 'lost') as lost
    from cells
    group by part, value
)

select * from committee
order by part, value
