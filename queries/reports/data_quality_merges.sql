-- Attempts to merge ids or to bring people to accounts, by what they rest on and what became of them,
-- with the latest :shown of each.
-- grain: basis, outcome, nth
with placed as (
    select
        identity_audit.*,
        count(*) over (partition by basis, outcome) as number,
        row_number() over (
            partition by basis, outcome
            order by occurred_at desc, event_id desc, kind, id, into_id
        ) as nth
    from identity_audit
),

merges as (
    select
        basis, outcome, number, nth, kind, id, into_kind, into_id, survivor_kind, survivor_id,
        event_id, source_system, cast(occurred_at as date) as occurred_on, reason
    from placed
    where nth <= :shown
)

select * from merges
order by basis, outcome, nth
