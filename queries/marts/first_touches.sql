-- The first touch of each opportunity or of one of its leads; third parties' triggers are no touch.
-- grain: opportunity_id
with interactions as (
    select event_id, lead_id, opportunity_id, occurred_at, occurred_on, date_only
    from events
    where type = 'touch' and coalesce(kind, 'interaction') <> 'trigger'
),

opportunity_touches as (
    select opportunity_id, event_id, occurred_at, occurred_on, date_only
    from interactions
    where opportunity_id is not null
    union
    select
        leads.opportunity_id, interactions.event_id,
        interactions.occurred_at, interactions.occurred_on, interactions.date_only
    from interactions
    join opportunity_leads as leads on leads.lead_id = interactions.lead_id
),

ranked as (
    select
        opportunity_touches.*,
        row_number() over (partition by opportunity_id order by occurred_at, event_id) as nth
    from opportunity_touches
),

first_touches as (
    select
        opportunity_id,
        event_id,
        occurred_at as touched_at,
        occurred_on as touched_on,
        date_only
    from ranked
    where nth = 1
)

select * from first_touches
