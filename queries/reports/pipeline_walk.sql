-- How opportunities moved between the pipeline open at the period's start and that at its end, or at
-- the cut if earlier, net per opportunity: every open one (`all`), and those expected to close in the
-- quota periods that overlap it, else in it (`due`; a win is due whenever it was expected).
-- Money: before and after at the rates of the start, closing at those of the end. No entry: in it at
-- the start; no leaving: in it at the end.
-- grain: scope, entry, leaving, change
with spans as (
    select
        first_day.starts_at as start_at, first_day.starts_on as start_on, end_day.starts_on as end_on,
        least(last_day.starts_at, cut.cut_at) as end_at, due.due_from, due.due_to
    from cut
    join calendar as first_day on first_day.kind = 'day' and first_day.starts_on = :starts_on
    join calendar as last_day on last_day.kind = 'day' and last_day.starts_on = :ends_on
    join calendar as end_day on end_day.kind = 'day'
        and end_day.starts_at <= least(last_day.starts_at, cut.cut_at)
        and least(last_day.starts_at, cut.cut_at) < end_day.ends_at
    cross join (
        select
            coalesce(min(starts_on), :starts_on) as due_from,
            coalesce(max(ends_on), :ends_on) as due_to
        from quota_periods
        where owner_kind = 'all' and starts_on < :ends_on and ends_on > :starts_on
    ) as due
),

known as (
    select
        opportunity_id, state, amount, currency, valid_to, start_at, start_on, end_on, due_from, due_to,
        coalesce(expected_close >= due_from and expected_close < due_to, false) as is_due,
        start_at <= valid_to and valid_from < start_at as at_start, end_at <= valid_to as at_end,
        row_number() over (partition by opportunity_id, state = 'open' order by version desc) as nth
    from spans
    join opportunity_versions as versions on versions.valid_from < spans.end_at
),

deals as (
    select
        opportunity_id, start_on, end_on, due_from, due_to,
        max(case when at_start then state end) as opening_state,
        max(case when at_start then amount end) as opening_amount,
        max(case when at_start then currency end) as opening_currency,
        bool_or(at_start and is_due) as was_due,
        max(case when at_end then state end) as state,
        max(case when at_end then amount end) as amount,
        max(case when at_end then currency end) as currency,
        bool_or(state = 'open' and nth = 1 and is_due) as is_due,
        bool_or(state = 'open' and nth = 1 and valid_to >= start_at) as is_touched
    from known
    group by opportunity_id, start_on, end_on, due_from, due_to
),

valued as (
    select
        scope, due_from, due_to, opening_state, state,
        coalesce(opening_state, '') = 'open' and (scope = 'all' or was_due) as in_start,
        state = 'open' and (scope = 'all' or is_due) as in_end,
        state <> 'open' and is_touched and (scope = 'all' or is_due or state = 'won') as closes,
        cast(cast(coalesce(opening_amount, 0) as decimal(38,8)) * coalesce(opening.rate, 0)
            as decimal(18,4)) as before,
        cast(cast(coalesce(amount, 0) as decimal(38,8)) * coalesce(starting.rate, 0) as decimal(18,4))
            as after,
        cast(cast(coalesce(amount, 0) as decimal(38,8)) * coalesce(ending.rate, 0) as decimal(18,4))
            as closing
    from deals
    cross join (values ('all'), ('due')) as scopes (scope)
    left join rates as opening on opening.currency = opening_currency
        and opening.starts_on <= start_on and start_on < opening.ends_on
    left join rates as starting on starting.currency = deals.currency
        and starting.starts_on <= start_on and start_on < starting.ends_on
    left join rates as ending on ending.currency = deals.currency
        and ending.starts_on <= end_on and end_on < ending.ends_on
),

marked as (
    select
        valued.*,
        case
            when in_start then '' when opening_state is null then 'created'
            when opening_state = 'open' then 'slipped_in' else 're_opened'
        end as entry,
        case when in_end then '' when state = 'won' then 'won' when state = 'open' then 'slipped_out'
            else 'lost' end as leaving,
        case when not in_start or after = before then '' when after > before then 'increased'
            else 'decreased' end as change
    from valued
    where in_start or in_end or closes
),

walk as (
    select
        scope, entry, leaving, change, due_from, due_to, count(*) as deals,
        count(*) filter (where closing <> after) as revalued, sum(before) as before, sum(after) as after, sum(closing) as closing
    from marked
    group by scope, entry, leaving, change, due_from, due_to
)

select * from walk
order by scope, entry, leaving, change
