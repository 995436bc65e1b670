-- Everything that the data-quality checks find: what stands wrong on the day of the cut, and what
-- happened on a day. Money is that of the opportunity, else of the spend or revenue event itself, in
-- the reporting currency if there is a rate. `funnel` is `(none)` but for stays in its stages.
-- grain: check_id, funnel, subject_kind, subject_id, event_id
-- partition: year(occurred_on)
with moments as (
    select days.starts_on as cut_on
    from cut
    join calendar as days
        on days.kind = 'day' and days.starts_at <= cut.cut_at and cut.cut_at < days.ends_at
),

people_checks as (
    select
        checks.check_id,
        people.*,
        case checks.check_id
            when 'same_email' then 'same as ' || same_email_as
            when 'same_name' then case when same_email_as is null then 'same as ' || same_name_as end
            when 'assigned_before_created' then case
                when assigned_seconds < 0 then cast(-assigned_seconds as varchar) || ' seconds before'
            end
        end as detail
    from quality_people as people
    cross join (
        values ('same_email'), ('same_name'), ('assigned_before_created')
    ) as checks (check_id)
),

found as (
    select
        check_id, '(none)' as funnel, 'opportunity' as subject_kind, opportunity_id as subject_id,
        '(none)' as event_id, opportunity_id, rep, source_system, is_standing, occurred_on,
        cast(null as decimal(18,4)) as amount, cast(null as varchar) as currency, detail
    from quality_deal_issues
    union all
    select
        check_id, '(none)', kind, id, '(none)', null, rep, source_system,
        check_id in ('same_email', 'same_name'), created_on, null, null, detail
    from people_checks
    where detail is not null
    union all
    select
        check_id, '(none)',
        case
            when opportunity_id is not null then 'opportunity'
            when lead_id is not null then 'lead'
            when contact_id is not null then 'contact'
            when account_id is not null then 'account'
            else 'event'
        end,
        coalesce(opportunity_id, lead_id, contact_id, account_id, event_id),
        event_id, opportunity_id, rep, source_system, false, occurred_on, amount, currency, detail
    from quality_events
    union all
    select
        check_id, '(none)', 'account', account_id, event_id, opportunity_id, rep, source_system,
        false, occurred_on, amount, currency, detail
    from quality_revenue
    union all
    select
        check_id, funnel, 'subject', subject_id, event_id, opportunity_id, rep, source_system,
        false, occurred_on, null, null, detail
    from quality_visits
    union all
    select
        'merge_unresolved', '(none)', kind, id, event_id, null, '(none)', source_system,
        true, occurred_on, null, null, 'into ' || into_id
    from quality_links
    where not is_resolved
    union all
    select
        'quota_of_unknown_owner', '(none)', owner_kind, owner, '(none)', null, '(none)', '(none)',
        true, null, null, null, cast(number as varchar) || ' quotas'
    from quality_quotas
    where not is_named
),

quality_issues as (
    select
        found.check_id, found.funnel, found.subject_kind, found.subject_id, found.event_id,
        found.opportunity_id, found.rep, found.source_system, found.is_standing,
        case when found.is_standing then moments.cut_on else found.occurred_on end as occurred_on,
        coalesce(deals.amount, found.amount) as amount,
        coalesce(deals.currency, found.currency) as currency,
        coalesce(
            deals.converted,
            cast(cast(found.amount as decimal(38,8)) * rates.rate as decimal(18,4))
        ) as converted,
        found.detail
    from found
    cross join moments
    left join quality_deals as deals on deals.opportunity_id = found.opportunity_id
    left join rates
        on rates.currency = found.currency
            and rates.starts_on <= found.occurred_on
            and found.occurred_on < rates.ends_on
)

select * from quality_issues
