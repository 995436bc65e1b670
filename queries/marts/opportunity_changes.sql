-- The moments at which something about an opportunity changed since it was opened (the deal's
-- creation, else its first deal or stage event): its deal record, its state or its stage, each as of
-- then. Deleted opportunities are left out.
-- grain: opportunity_id, version
with stages as (
    select
        opportunity_id, event_id, occurred_at, occurred_on,
        row_number() over (
            partition by opportunity_id
            order by
                occurred_at,
                case when outcome is null or outcome = 'open' then 0 else 1 end,
                event_id
        ) as place
    from events
    where type = 'stage' and opportunity_id is not null
),

told as (
    select
        opportunity_id, valid_from as changed_at, valid_from_on as changed_on,
        is_created, is_deleted, version as deal_version,
        cast(null as bigint) as state_version, cast(null as bigint) as stage_place
    from deal_versions
    union all
    select
        opportunity_id, valid_from, valid_from_on,
        false, cast(null as boolean), cast(null as bigint), version, cast(null as bigint)
    from opportunity_states
    where valid_from < valid_to
    union all
    select
        opportunity_id, occurred_at, occurred_on,
        false, cast(null as boolean), cast(null as bigint), cast(null as bigint), place
    from stages
),

moments as (
    select
        opportunity_id,
        changed_at,
        min(changed_on) as changed_on,
        max(deal_version) as deal_version,
        max(state_version) as state_version,
        max(stage_place) as stage_place
    from told
    group by opportunity_id, changed_at
),

beginnings as (
    select
        opportunity_id,
        coalesce(min(case when is_created then changed_at end), min(changed_at)) as opened_at,
        coalesce(min(case when is_created then changed_on end), min(changed_on)) as opened_on
    from told
    group by opportunity_id
    having not coalesce(
        max_by(is_deleted, deal_version) filter (where is_deleted is not null), false
    )
),

carried as (
    select
        opportunity_id, changed_at, changed_on,
        coalesce(
            lead(changed_at) over (partition by opportunity_id order by changed_at),
            timestamp '9999-12-31 00:00:00.000'
        ) as valid_to,
        max(deal_version) over history as deal_version,
        max(state_version) over history as state_version,
        max(stage_place) over history as stage_place
    from moments
    window history as (
        partition by opportunity_id
        order by changed_at
        rows between unbounded preceding and current row
    )
),

opportunity_changes as (
    select
        carried.opportunity_id,
        row_number() over (
            partition by carried.opportunity_id order by carried.changed_at
        ) as version,
        greatest(carried.changed_at, beginnings.opened_at) as valid_from,
        greatest(carried.changed_on, beginnings.opened_on) as valid_from_on,
        carried.valid_to,
        carried.deal_version,
        carried.state_version,
        stages.event_id as stage_event_id
    from carried
    join beginnings on beginnings.opportunity_id = carried.opportunity_id
    left join stages
        on stages.opportunity_id = carried.opportunity_id and stages.place = carried.stage_place
    where carried.valid_to > beginnings.opened_at
)

select * from opportunity_changes
