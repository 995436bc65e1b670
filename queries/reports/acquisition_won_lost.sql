-- What new business won in the span had beside that lost: touches before the close, people in them or
-- on the deal record, committee roles seen, seconds from opened to closed, and to the first answer to
-- the lead. Touches are those of the opportunity and of its leads. Quantiles are of type 7.
-- grain: measure, outcome
with closed as (
    select opportunity_id, lead_id, state, opened_at, closed_at,
        opened_date_only or closed_date_only as in_days,
        date_diff('day', opened_on, closed_on) * 86400 as day_seconds,
        date_diff('second', opened_at, closed_at) as clock_seconds
    from opportunities
    where state in ('won', 'lost') and closed_on >= :starts_on and closed_on < :ends_on
        and coalesce(deal_type, 'new') = 'new'
),

told as (
    select closed.opportunity_id, touches.event_id, touches.contact_id, touches.lead_id
    from closed
    join touches on touches.opportunity_id = closed.opportunity_id
    where touches.occurred_at <= closed.closed_at and touches.kind = 'interaction'
    union
    select closed.opportunity_id, touches.event_id, touches.contact_id, touches.lead_id
    from closed
    join opportunity_leads as leads_of on leads_of.opportunity_id = closed.opportunity_id
    join touches on touches.lead_id = leads_of.lead_id
    where touches.occurred_at <= closed.closed_at and touches.kind = 'interaction'
    union
    select closed.opportunity_id, null, contacts.contact_id, null
    from closed
    join opportunity_contacts as contacts on contacts.opportunity_id = closed.opportunity_id
),

touched as (
    select
        told.opportunity_id,
        count(distinct told.event_id) as touches,
        count(distinct coalesce(
            'contact ' || coalesce(told.contact_id, people.contact_id), 'lead ' || told.lead_id
        )) as persons
    from told
    left join people on people.kind = 'lead' and people.id = told.lead_id
    group by told.opportunity_id
),

seen as (
    select opportunity_id, count(*) as roles from opportunity_roles group by opportunity_id
),

facts as (
    select
        closed.opportunity_id, closed.state,
        coalesce(touched.touches, 0) as touches,
        coalesce(touched.persons, 0) as persons,
        coalesce(seen.roles, 0) as roles,
        case when closed.in_days then closed.day_seconds else closed.clock_seconds end as seconds,
        case
            when lead_responses.is_answered and not lead_responses.touched_before
                then lead_responses.clock_seconds
        end as response
    from closed
    left join touched on touched.opportunity_id = closed.opportunity_id
    left join seen on seen.opportunity_id = closed.opportunity_id
    left join lead_responses on lead_responses.lead_id = closed.lead_id
),

cells as (
    select
        measure, state, opportunity_id,
        case measure
            when 'touches' then touches when 'people' then persons when 'roles' then roles
            when 'cycle' then seconds when 'response' then response
        end as value
    from facts
    cross join (values ('touches'), ('people'), ('roles'), ('cycle'), ('response')) as m (measure)
),

ranked as (
    select
        measure, state, value,
        row_number() over (partition by measure, state order by value, opportunity_id) as place,
        count(*) over (partition by measure, state) as number
    from cells
    where value >= 0
),

comparison as (
    select
        measure, state as outcome, count(*) as number, sum(value) as total,
        cast(sum(value * case place - (number - 1) * 50 / 100
            when 1 then 100 - (number - 1) * 50 % 100 when 2 then (number - 1) * 50 % 100 else 0
        end) as double) / 100e0 as median
    from ranked
    group by measure, state
)

select * from comparison
order by measure, outcome
