-- What the checks find: faults that stand at the cut, and those of the period's days; as `any` those
-- of the counted checks together. Money of each opportunity once, without one of each event; of
-- `any` that of opportunities alone. Late: received so many seconds after it happened, no backfill.
-- grain: check_id, dimension, value
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
        check_id, subject_id, event_id, opportunity_id, rep, source_system, is_standing, amount,
        converted
    from quality_issues
    where occurred_on >= :starts_on
        and (is_standing or occurred_on < :ends_on)
        and funnel in (:funnel, '(none)')
    union all
    select
        'late', late.event_id, late.event_id, late.opportunity_id, coalesce(late.rep, '(none)'),
        late.source_system, false, deals.amount, deals.converted
    from late
    left join quality_deals as deals on deals.opportunity_id = late.opportunity_id
    where late.seconds > :late_seconds
),

grouped as (
    select check_id as found_by, issues.* from issues
    union all
    select 'any', issues.* from issues where check_id in (:counted)
),

valued as (
    select
        found_by, dimension, opportunity_id, is_standing, amount, converted,
        case dimension
            when 'rep' then rep when 'source_system' then source_system else 'all'
        end as value,
        coalesce(opportunity_id, subject_id || ' ' || event_id) as holder
    from grouped
    cross join (values ('all'), ('rep'), ('source_system')) as dimensions (dimension)
),

ranked as (
    select
        valued.*,
        row_number() over (
            partition by found_by, dimension, value, holder order by amount, converted
        ) = 1 and (opportunity_id is not null or found_by <> 'any') as has_money
    from valued
),

checks as (
    select
        found_by as check_id,
        dimension,
        value,
        count(*) as number,
        count(distinct opportunity_id) as opportunities,
        count(distinct case when is_standing then opportunity_id end) as open_opportunities,
        sum(case when has_money then converted end) as money,
        count_if(has_money and amount is null and opportunity_id is not null) as without_amount,
        count_if(has_money and amount is not null and converted is null) as without_rate
    from ranked
    group by found_by, dimension, value
)

select * from checks
order by check_id, dimension, value
