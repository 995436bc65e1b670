-- Changes of each subscription in the order in which they take effect. A cancel voids what was told
-- before it and would take effect when it does or later. At equal times, and on a local day with a
-- date-only event, it comes last. A term runs from one start or renew to the next.
-- grain: subscription_id, version
with told as (
    select
        subscription_id, account_id, event_id, action, occurred_at, occurred_on, date_only,
        amount, currency, "interval", coalesce(interval_count, 1) as interval_count,
        quantity, product, term_end, reason,
        case when action = 'cancel' then 1 else 0 end as cancels,
        case when action in ('start', 'renew') then 1 else 0 end as begins,
        coalesce(cast(effective_at as timestamp(6)), occurred_at) as effective_at,
        cast(effective_at as date) as effective_utc_date
    from events
    where type = 'revenue'
        and subscription_id is not null
        and action in ('start', 'change', 'renew', 'cancel', 'pause', 'resume')
),

day_parts as (
    select starts_on, starts_at, ends_at, cast(starts_at as date) as utc_date
    from calendar
    where kind = 'day_part'
),

dated as (
    select
        told.*,
        coalesce(day_parts.starts_on, told.occurred_on) as effective_on,
        min(case when cancels = 1 then effective_at end) over (
            partition by subscription_id
            order by occurred_at, cancels, event_id
            rows between 1 following and unbounded following
        ) as void_from
    from told
    left join day_parts
        on day_parts.utc_date = told.effective_utc_date
            and day_parts.starts_at <= told.effective_at
            and told.effective_at < day_parts.ends_at
),

standing as (
    select
        dated.*,
        max(case when date_only then 1 else 0 end) over (
            partition by subscription_id, effective_on
        ) as has_day_event
    from dated
    where void_from is null or effective_at < void_from
),

placed as (
    select
        standing.*,
        row_number() over (
            partition by subscription_id
            order by
                effective_on,
                case when has_day_event = 1 then cancels else 0 end,
                effective_at, occurred_at, cancels, event_id
        ) as version
    from standing
),

subscription_changes as (
    select
        subscription_id, version, account_id, event_id, action,
        occurred_at as told_at, occurred_on as told_on,
        max(effective_at) over history as effective_at,
        effective_on,
        sum(begins) over history as term,
        amount, currency, "interval", interval_count, quantity, product, term_end, reason
    from placed
    window history as (
        partition by subscription_id order by version
        rows between unbounded preceding and current row
    )
)

select * from subscription_changes
