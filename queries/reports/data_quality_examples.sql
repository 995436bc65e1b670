-- The first faults of each check, those with most money and then the latest first.
-- grain: check_id, nth
with late as (
    select
        events.*,
        date_diff('second', occurred_at, received_at)
            - case when date_only then 86400 else 0 end as seconds
    from events
    where occurred_on >= :starts_on and occurred_on < :ends_on and not backfill
),

issues as (
    select
        check_id, subject_kind, subject_id, event_id, rep, source_system, is_standing, occurred_on,
        converted, detail
    from quality_issues
    where occurred_on >= :starts_on
        and (is_standing or occurred_on < :ends_on)
        and funnel in (:funnel, '(none)')
    union all
    select
        'late', 'event', late.event_id, late.event_id, coalesce(late.rep, '(none)'),
        late.source_system, false, late.occurred_on, deals.converted,
        cast(late.seconds / 86400 as varchar) || ' days'
    from late
    left join quality_deals as deals on deals.opportunity_id = late.opportunity_id
    where late.seconds > :late_seconds
),

ranked as (
    select
        issues.*,
        row_number() over (
            partition by check_id
            order by converted desc nulls last, occurred_on desc, subject_kind, subject_id, event_id
        ) as nth
    from issues
),

examples as (
    select
        check_id, nth, subject_kind, subject_id, event_id, rep, source_system, is_standing,
        occurred_on, converted as money, detail
    from ranked
    where nth <= :shown
)

select * from examples
order by check_id, nth
