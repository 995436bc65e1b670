-- Roles of the committee list that were seen at each opportunity: on its deal record, on its touches
-- before it closed, or as the role of a contact who took part in one.
-- grain: opportunity_id, role
with seen as (
    select opportunity_id, role from opportunity_contacts
    union
    select touches.opportunity_id, touches.role
    from touches
    left join opportunity_closes as closes on closes.opportunity_id = touches.opportunity_id
    where touches.opportunity_id is not null
        and coalesce(touches.occurred_at <= closes.closed_at, true)
    union
    select touches.opportunity_id, people.role
    from touches
    join people on people.kind = 'contact' and people.id = touches.contact_id
    left join opportunity_closes as closes on closes.opportunity_id = touches.opportunity_id
    where touches.opportunity_id is not null
        and coalesce(touches.occurred_at <= closes.closed_at, true)
),

opportunity_roles as (
    select seen.opportunity_id, seen.role, committee_roles.is_decision
    from seen
    join committee_roles on committee_roles.role = seen.role
)

select * from opportunity_roles
