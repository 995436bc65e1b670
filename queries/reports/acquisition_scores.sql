-- What became of the tries entered in the span that reached the MQL step, by the decile of the last
-- lead score known by the end of that day; equal scores share a decile. Decile 0 has no score. The
-- rank sums (twice the mean rank, so that they are whole) tell how well scores part those that
-- became SQLs from the others.
-- grain: decile
with tries as (
    select
        journeys.*,
        array[
            step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at
        ] as reached_at
    from journeys
    where funnel = :funnel
        and rule = :rule
        and entered_on >= :starts_on
        and entered_on < :ends_on
),

parts as (
    select starts_at, ends_at, starts_on, cast(starts_at as date) as utc_date
    from calendar
    where kind = 'day_part'
),

mqls as (
    select
        tries.subject_id,
        tries.attempt,
        tries.entered_at,
        days.ends_at as known_until,
        element_at(tries.reached_at, :sql_step) is not null as is_sql,
        element_at(tries.reached_at, tries.won_step) is not null as is_won
    from tries
    join parts
        on parts.utc_date = cast(element_at(tries.reached_at, :mql_step) as date)
            and parts.starts_at <= element_at(tries.reached_at, :mql_step)
            and element_at(tries.reached_at, :mql_step) < parts.ends_at
    join calendar as days on days.kind = 'day' and days.starts_on = parts.starts_on
),

scores as (
    select
        case when :subject = 'lead' then lead_id else contact_id end as subject_id,
        score, occurred_at, event_id
    from events
    where type = 'person' and score is not null
),

known as (
    select
        mqls.subject_id, mqls.attempt, mqls.is_sql, mqls.is_won, scores.score,
        row_number() over (
            partition by mqls.subject_id, mqls.attempt, mqls.entered_at
            order by scores.occurred_at desc, scores.event_id desc
        ) as nth_from_last
    from mqls
    left join scores
        on scores.subject_id = mqls.subject_id and scores.occurred_at < mqls.known_until
),

ranked as (
    select
        known.*,
        rank() over (
            partition by case when score is null then 0 else 1 end order by score
        ) as low_rank,
        count(*) over (partition by score) as ties,
        count(score) over () as scored
    from known
    where nth_from_last = 1
),

placed as (
    select
        ranked.*,
        case when score is null then 0 else 1 + (low_rank - 1) * 10 / scored end as tenth
    from ranked
),

deciles as (
    select
        tenth as decile,
        min(score) as lowest,
        max(score) as highest,
        count(*) as mqls,
        count(*) filter (where is_sql) as sqls,
        count(*) filter (where is_won) as won,
        coalesce(sum(2 * low_rank + ties - 1) filter (where is_sql), 0) as sql_ranks,
        coalesce(sum(2 * low_rank + ties - 1) filter (where is_won), 0) as won_ranks
    from placed
    group by tenth
)

select * from deciles
order by decile
