-- Why opportunities closed in the period without a win: by outcome and reason as the close or its
-- record gives it, split by the stage they were in last, segment and competitor. `all`: every value.
-- grain: state, reason, dimension, value
with closed as (
    select state, reason, stage, segment, competitor, value as money
    from opportunity_outcomes
    where closed_on >= :starts_on
        and closed_on < :ends_on
        and state in ('lost', 'no_decision', 'disqualified')
),

cells as (
    select
        state, reason, dimension, money,
        case dimension
            when 'stage' then stage when 'segment' then segment when 'competitor' then competitor
            else 'all'
        end as value
    from closed
    cross join (values ('all'), ('stage'), ('segment'), ('competitor')) as dimensions (dimension)
),

reasons as (
    select
        state,
        reason,
        dimension,
        value,
        count(*) as deals,
        count(*) filter (where money is not null) as priced,
        sum(money) as money
    from cells
    group by state, reason, dimension, value
)

select * from reasons
order by state, reason, dimension, value
