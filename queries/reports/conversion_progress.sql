-- What became of the tries at a step on the way to the next: by complete days since the visit, or
-- calendar days where an end is a day (rows with a fate), and by a dimension at entry (with a value).
-- grain: step, fate, days, value
with tries as (
    select subject_id, outcome, won_step, won_at, cut.cut_at,
        element_at(
            array[source, channel, campaign, campaign_type, content, content_type, region, segment,
                product, rep, team], :dimension_place
        ) as value,
        case outcome
            when 'won' then won_at
            when 'lost' then lost_at
            when 'expired' then coalesce(date_add('day', :reentry_after_days, last_event_at),
                date_add('second', :window_seconds, entered_at))
        end as ended_at,
        array[step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at] as reached_at,
        array[step_01_visited_at, step_02_visited_at, step_03_visited_at, step_04_visited_at,
            step_05_visited_at, step_06_visited_at, step_07_visited_at, step_08_visited_at,
            step_09_visited_at, step_10_visited_at, step_11_visited_at, step_12_visited_at
        ] as visited_at
    from journeys
    cross join cut
    where funnel = :funnel and rule = :rule
        and entered_on >= :starts_on and entered_on < :ends_on
),

steps as (
    select step, cast(element_at(array[:horizons], step) as bigint) as horizon_days
    from unnest(sequence(1, :steps - 1)) as numbers (step)
),

stays as (
    select
        tries.*, steps.step, steps.horizon_days,
        element_at(tries.visited_at, steps.step) as from_at,
        element_at(tries.reached_at, steps.step + 1) as to_at
    from tries
    cross join steps
),

moments as (
    select subject_id, occurred_at, min(occurred_on) as occurred_on,
        max(case when date_only then 1 else 0 end) as is_day
    from stage_events
    where stage_no is not null
    group by subject_id, occurred_at
),

timed as (
    select stays.*,
        case
            when first_moment.is_day = 1 or last_moment.is_day = 1
                then date_diff('day', first_moment.occurred_on, last_moment.occurred_on) * 86400
            else date_diff('second', stays.from_at, stays.to_at)
        end as seconds
    from stays
    left join moments as first_moment
        on first_moment.subject_id = stays.subject_id and first_moment.occurred_at = stays.from_at
    left join moments as last_moment
        on last_moment.subject_id = stays.subject_id and last_moment.occurred_at = stays.to_at
    where stays.from_at is not null or stays.to_at is not null
),

judged as (
    select step, value,
        case
            when from_at is null then 'skipped'
            when seconds < 0 then 'backwards'
            when to_at is not null then 'converted'
            when outcome = 'won' then case when step < won_step then 'won otherwise' else 'open' end
            else outcome
        end as fate,
        case
            when to_at is not null then seconds / 86400
            when outcome = 'open' or step >= won_step then date_diff('day', from_at, cut_at)
            else greatest(date_diff('day', from_at, ended_at), 0)
        end as days,
        from_at <= date_add('day', -horizon_days, cut_at) as is_old,
        seconds <= horizon_days * 86400 as is_in_time,
        to_at <= date_add('day', -:won_days, cut_at) as is_settled,
        won_at <= date_add('day', :won_days, to_at) as is_won_in_time
    from timed
),

progress as (
    select step, fate, days, value,
        count(*) as number,
        count(*) filter (where fate not in ('skipped', 'backwards')) as entered,
        count(*) filter (where is_old and fate not in ('skipped', 'backwards')) as mature,
        count(*) filter (where is_old and is_in_time and fate = 'converted') as converted,
        count(*) filter (where is_settled) as settled,
        count(*) filter (where is_settled and is_won_in_time) as settled_won
    from judged
    group by grouping sets ((step, fate, days), (step, value))
)

select * from progress
order by step, fate, days, value
