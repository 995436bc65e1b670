-- Roles of the committee list that were seen at each account, by the cut: as the role of one of its
-- contacts or leads, on a touch, or on one of its opportunities.
-- grain: account_id, role
with seen as (
    select account_id, role from people where account_id is not null and not is_deleted
    union
    select account_id, role from touches where account_id is not null
    union
    select opportunities.account_id, opportunity_roles.role
    from opportunity_roles
    join opportunities on opportunities.opportunity_id = opportunity_roles.opportunity_id
    where opportunities.account_id is not null
),

account_roles as (
    select seen.account_id, seen.role, committee_roles.is_decision
    from seen
    join committee_roles on committee_roles.role = seen.role
)

select * from account_roles
