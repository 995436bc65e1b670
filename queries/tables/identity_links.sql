-- Ids that were merged into another id, one hop: of several links the latest wins.
-- grain: kind, id
with merges as (
    select
        log.from_kind,
        log.from_id,
        log.into_kind,
        log.into_id,
        row_number() over (
            partition by log.from_kind, log.from_id
            order by log.occurred_at desc, log.event_id desc
        ) as recency
    from event_log as log
    left join retractions on retractions.target_event_id = log.event_id
    where log.type = 'link'
        and log.relation = 'same'
        and retractions.target_event_id is null
        and (log.from_kind <> log.into_kind or log.from_id <> log.into_id)
),

latest_merges as (
    select from_kind as kind, from_id as id, into_kind, into_id
    from merges
    where recency = 1
)

select * from latest_merges
