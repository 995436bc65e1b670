-- Quotas and what was won against them up to the period's end, or the cut if that is earlier: `due`,
-- the quota periods that overlap the period; `ahead`, the one that holds the day after it, or while
-- the period runs the same. Won money is at the rate of its day and counts for who had the
-- opportunity when it closed; `won_since` is what was won after that moment up to the cut.
-- grain: horizon, owner_kind, owner, scope
with ends as (
    select least(days.starts_at, cut.cut_at) as closing_at, cut.cut_at < days.starts_at as is_running
    from calendar as days
    cross join cut
    where days.kind = 'day' and days.starts_on = :ends_on
),

windows as (
    select horizon, periods.*, ends.closing_at
    from ends
    cross join (values ('due'), ('ahead')) as horizons (horizon)
    join quota_periods as periods
        on case when horizon = 'due' or is_running
            then periods.starts_on < :ends_on and periods.ends_on > :starts_on
            else periods.starts_on <= :ends_on and periods.ends_on > :ends_on
        end
),

wins as (
    select
        owner_kind,
        case owner_kind
            when 'rep' then rep when 'team' then team when 'segment' then segment
            when 'product' then product else 'all'
        end as owner,
        case when deal_type in ('expansion', 'renewal') then 'expansion' else 'new_business' end
            as scope,
        closed_at, closed_on, value as money
    from opportunity_outcomes
    cross join (values ('all'), ('rep'), ('team'), ('segment'), ('product')) as kinds (owner_kind)
    where state = 'won'
),

won as (
    select
        windows.horizon, windows.owner_kind, windows.owner, windows.scope,
        count(*) filter (where wins.closed_at < windows.closing_at) as deals,
        sum(case when wins.closed_at < windows.closing_at then wins.money end) as money,
        sum(case when wins.closed_at >= windows.closing_at then wins.money end) as money_since
    from windows
    join wins
        on wins.owner_kind = windows.owner_kind
            and wins.owner = windows.owner
            and wins.closed_on >= windows.starts_on
            and wins.closed_on < windows.ends_on
            and (windows.scope = 'all' or wins.scope = windows.scope)
    group by windows.horizon, windows.owner_kind, windows.owner, windows.scope
),

spans as (
    select
        horizon, owner_kind, owner, scope,
        min(starts_on) as starts_on, max(ends_on) as ends_on,
        min(basis) as basis, sum(amount) as quota,
        count(*) filter (where amount is null) as without_rate
    from windows
    group by horizon, owner_kind, owner, scope
),

attained as (
    select
        spans.*,
        coalesce(won.deals, 0) as won,
        coalesce(won.money, 0) as won_money,
        coalesce(won.money_since, 0) as won_since
    from spans
    left join won
        on won.horizon = spans.horizon
            and won.owner_kind = spans.owner_kind
            and won.owner = spans.owner
            and won.scope = spans.scope
)

select * from attained
order by horizon, owner_kind, owner, scope
