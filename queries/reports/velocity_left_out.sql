-- What the velocity figures of the period leave out, by reason: won money without a rate of its day
-- or without amount in the window, and durations that end before they begin.
-- grain: reason, id
with left_out as (
    select 'no_rate' as reason, opportunities.opportunity_id as id,
        cast(opportunities.amount as varchar) || ' ' || opportunities.currency as detail
    from opportunities
    left join rates
        on rates.currency = opportunities.currency
            and rates.starts_on <= opportunities.closed_on
            and opportunities.closed_on < rates.ends_on
    where opportunities.state = 'won'
        and opportunities.closed_on >= :window_starts_on
        and opportunities.closed_on < :ends_on
        and opportunities.amount is not null
        and rates.rate is null
    union all
    select 'no_amount', opportunity_id, null
    from opportunities
    where state = 'won'
        and closed_on >= :window_starts_on
        and closed_on < :ends_on
        and amount is null
    union all
    select 'negative_cycle', opportunity_id, null
    from opportunities
    where state in ('won', 'lost')
        and closed_on >= least(:window_starts_on, :starts_on)
        and closed_on < :ends_on
        and case
            when opened_date_only or closed_date_only then closed_on < opened_on
            else closed_at < opened_at
        end
    union all
    select distinct 'negative_visit', subject_id, null
    from visit_times
    where funnel = :funnel
        and entered_on < :ends_on
        and exited_on >= :starts_on
        and exited_on < :ends_on
        and seconds < 0
    union all
    select 'negative_assignment', lead_id, null
    from lead_responses
    where created_on >= :starts_on and created_on < :ends_on and assigned_seconds < 0
)

select * from left_out
order by reason, id
