-- Requests for proposals that came in the period, one per opportunity (else account, else lead), how
-- many of them were answered since, and how many were answered in the period whenever they came.
-- grain: received, answered, answered_in_period
with requests as (
    select
        coalesce(opportunity_id, account_id, lead_id) as subject_id,
        min(case
            when name = :received_name and occurred_on < :ends_on then occurred_at
        end) as received_at,
        max(case when name = :answered_name then occurred_at end) as last_answered_at,
        max(case
            when name = :answered_name and occurred_on < :ends_on then 1 else 0
        end) as answered_now
    from touches
    where name in (:received_name, :answered_name)
        and occurred_on >= :starts_on
        and coalesce(opportunity_id, account_id, lead_id) is not null
    group by coalesce(opportunity_id, account_id, lead_id)
),

rfps as (
    select
        count(received_at) as received,
        count(*) filter (where last_answered_at >= received_at) as answered,
        count(*) filter (where answered_now = 1) as answered_in_period
    from requests
)

select * from rfps
order by received, answered, answered_in_period
