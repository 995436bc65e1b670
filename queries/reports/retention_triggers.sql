-- Triggers in the period by name: how many, at how many accounts, of which paid then, and of those
-- the ones that grew within 90 days after. Beside them, as (no trigger), the accounts that paid when
-- the period began, had none in it, and grew within 90 days of its beginning.
-- grain: name
with firsts as (
    select
        name, account_id,
        count(*) as touches,
        min(occurred_at) as triggered_at,
        min(occurred_on) as triggered_on
    from touches
    where kind = 'trigger'
        and occurred_on >= :starts_on and occurred_on < :ends_on
    group by name, account_id
),

starts as (
    select starts_on, begins_at as starts_at from cut_days
    where starts_on = :starts_on and has_begun
),

steps as (
    select
        account_id, changed_at, changed_on, account_after,
        after > before and account_before > 0 as is_growth
    from mrr_steps
),

standing as (
    select
        firsts.name, firsts.account_id, firsts.triggered_at, firsts.triggered_on
    from firsts
    where firsts.account_id is not null
    union all
    select '(no trigger)', payers.account_id, starts.starts_at, starts.starts_on
    from starts
    cross join (select account_id from steps group by account_id) as payers
    left join (select account_id from firsts group by account_id) as triggered
        on triggered.account_id = payers.account_id
    where triggered.account_id is null
),

outcomes as (
    select
        standing.name, standing.account_id,
        max_by(steps.account_after, steps.changed_at)
            filter (where steps.changed_at < standing.triggered_at) as stock,
        count(*) filter (
            where steps.is_growth
                and steps.changed_at >= standing.triggered_at
                and steps.changed_on <= cast(date_add('day', 90, standing.triggered_on) as date)
        ) as growths
    from standing
    join steps on steps.account_id = standing.account_id
    join cut on steps.changed_at < cut.cut_at
    group by standing.name, standing.account_id
),

counted as (
    select
        name,
        count(*) filter (where stock > 0) as payers,
        count(*) filter (where stock > 0 and growths > 0) as grown
    from outcomes
    group by name
),

named as (
    select
        name, sum(touches) as touches, count(account_id) as accounts
    from firsts
    group by name
),

triggers as (
    select
        coalesce(named.name, counted.name) as name,
        coalesce(named.touches, 0) as touches,
        coalesce(named.accounts, 0) as accounts,
        coalesce(counted.payers, 0) as payers,
        coalesce(counted.grown, 0) as grown
    from named
    full join counted on counted.name = named.name
)

select * from triggers
order by name
