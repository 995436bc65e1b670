-- Events that were taken back, from the moment the retraction was received.
-- grain: target_event_id
with retracts as (
    select target_event_id, received_at
    from event_log
    where type = 'retract'
),

first_retracts as (
    select target_event_id, min(received_at) as retracted_at
    from retracts
    group by target_event_id
)

select * from first_retracts
