-- What is open against quotas at the period's end, or at the cut if that is earlier, by whose quota
-- it is and what kind of deals it counts: qualified (where the funnel or the opportunity's own stages
-- say so), expected to close inside the quota period, and by forecast category.
-- grain: horizon, owner_kind, owner, scope
with ends as (
    select least(days.starts_at, cut.cut_at) as closing_at, cut.cut_at < days.starts_at as is_running
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

standing as (
    select
        versions.*, ends.closing_at, ends.is_running,
        case :subject
            when 'lead' then versions.lead_id when 'account' then versions.account_id
            when 'opportunity' then versions.opportunity_id
        end as subject_id,
        cast(cast(versions.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money
    from ends
    join calendar as days
        on days.kind = 'day' and days.starts_at <= ends.closing_at and ends.closing_at < days.ends_at
    join opportunity_versions as versions
        on versions.valid_from < ends.closing_at and ends.closing_at <= versions.valid_to
    left join rates
        on rates.currency = versions.currency
            and rates.starts_on <= days.starts_on
            and days.starts_on < rates.ends_on
    where versions.state = 'open'
),

-- The attempt that was running then.
visited as (
    select
        standing.opportunity_id, visits.attempt, visits.stage_no,
        max(visits.attempt) over (partition by standing.opportunity_id) as last_attempt
    from standing
    join visit_times as visits on visits.subject_id = standing.subject_id
    where visits.funnel = :funnel and visits.entered_at < standing.closing_at
),

qualified as (
    select opportunity_id
    from visited
    where attempt = last_attempt and stage_no >= :qualified_step
    union
    select standing.opportunity_id
    from standing
    join opportunity_visits as visits on visits.opportunity_id = standing.opportunity_id
    where visits.stage in (:qualified_names) and visits.entered_at < standing.closing_at
    union
    select opportunity_id from standing where :qualified_step = 0
),

cells as (
    select
        horizon, periods.owner_kind, periods.owner, periods.scope, standing.money,
        standing.forecast_category, qualified.opportunity_id is not null as is_qualified,
        coalesce(
            standing.expected_close >= periods.starts_on
                and standing.expected_close < periods.ends_on,
            false
        ) as is_due
    from standing
    cross join (values ('due'), ('ahead')) as horizons (horizon)
    join quota_periods as periods
        on periods.owner = case periods.owner_kind
            when 'rep' then standing.rep when 'team' then standing.team
            when 'segment' then standing.segment when 'product' then standing.product else 'all'
        end
        and case when horizon = 'due' or is_running
            then periods.starts_on < :ends_on and periods.ends_on > :starts_on
            else periods.starts_on <= :ends_on and periods.ends_on > :ends_on
        end
    left join qualified on qualified.opportunity_id = standing.opportunity_id
    where periods.scope = 'all'
        or periods.scope = case
            when standing.deal_type in ('expansion', 'renewal') then 'expansion' else 'new_business'
        end
),

quota_open as (
    select
        horizon, owner_kind, owner, scope,
        count(*) filter (where is_due and is_qualified) as due,
        sum(case when is_due and is_qualified then money end) as due_money,
        max(case when is_due and is_qualified then money end) as largest_money,
        sum(case when is_due and forecast_category = 'commit' then money end) as commit_money,
        sum(case when is_due and forecast_category = 'best_case' then money end) as best_case_money
    from cells
    group by horizon, owner_kind, owner, scope
)

select * from quota_open
order by horizon, owner_kind, owner, scope
