-- Opportunities as their records leave them at the cut: state, owner, the system that told last, the
-- last day on which one did, the amount in the reporting currency at the rate of the close, of an
-- open one of the cut, and the fields whose absence the data-quality checks count.
-- grain: opportunity_id
with moments as (
    select days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

records as (
    select
        opportunity_id, source_system, occurred_on,
        row_number() over (
            partition by opportunity_id order by occurred_at desc, event_id desc
        ) as nth_from_last
    from events
    where type in ('deal', 'stage') and opportunity_id is not null
),

known as (
    select * from opportunity_versions where valid_to = timestamp '9999-12-31 00:00:00.000'
),

dated as (
    select
        opportunities.*,
        moments.cut_on,
        coalesce(opportunities.closed_on, moments.cut_on) as valued_on
    from opportunities
    cross join moments
),

quality_deals as (
    select
        deals.opportunity_id,
        deals.state,
        deals.opened_at, deals.opened_on, deals.closed_at, deals.closed_on,
        deals.opened_date_only or coalesce(deals.closed_date_only, false) as in_calendar_days,
        deals.cut_on,
        deals.valued_on,
        coalesce(known.rep, '(none)') as rep,
        last_record.source_system,
        last_record.occurred_on as updated_on,
        deals.amount,
        deals.currency,
        cast(cast(deals.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as converted,
        deals.account_id, deals.reason,
        known.expected_close, known.next_step, known.next_step_due, known.contact_roles,
        known.qualification, known.deal_type, known.sourced_by, known.term_months,
        known.source, known.region, known.segment, known.product
    from dated as deals
    left join known on known.opportunity_id = deals.opportunity_id
    left join records as last_record
        on last_record.opportunity_id = deals.opportunity_id and last_record.nth_from_last = 1
    left join rates
        on rates.currency = deals.currency
            and rates.starts_on <= deals.valued_on
            and deals.valued_on < rates.ends_on
)

select * from quality_deals
