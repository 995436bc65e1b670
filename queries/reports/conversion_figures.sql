-- Tries at two named steps: of those entered in the period how many reached and visited them, and
-- over the trend the seconds between the first visits to both; calendar days, as multiples of
-- 86,400, where either is a day. Value is '' for all tries, else that of the figure's split.
-- grain: figure, value
with figures as (
    select
        split_part(line, '|', 1) as figure,
        cast(split_part(line, '|', 2) as bigint) as from_step,
        cast(split_part(line, '|', 3) as bigint) as to_step,
        split_part(line, '|', 4) as split
    from unnest(array[:figures]) as given (line)
),

tries as (
    select
        journeys.*,
        entered_on >= :period_starts_on as is_now,
        array[step_01_at, step_02_at, step_03_at, step_04_at, step_05_at, step_06_at,
            step_07_at, step_08_at, step_09_at, step_10_at, step_11_at, step_12_at] as reached,
        array[step_01_visited_at, step_02_visited_at, step_03_visited_at, step_04_visited_at,
            step_05_visited_at, step_06_visited_at, step_07_visited_at, step_08_visited_at,
            step_09_visited_at, step_10_visited_at, step_11_visited_at, step_12_visited_at
        ] as visits
    from journeys
    where funnel = :funnel and rule = :rule
        and entered_on >= :starts_on and entered_on < :ends_on
),

placed as (
    select
        figures.figure, tries.subject_id, tries.attempt, tries.entered_at, tries.is_now,
        tries.is_now and element_at(tries.reached, figures.from_step) is not null as is_from,
        tries.is_now and element_at(tries.reached, figures.to_step) is not null as is_to,
        element_at(tries.visits, figures.from_step) as from_at,
        element_at(tries.visits, figures.to_step) as to_at,
        case figures.split
            when '' then ''
            when 'referred' then case when referred.subject_id is null then 'others' else 'referred' end
            when 'source' then source when 'channel' then channel when 'campaign' then campaign
            when 'campaign_type' then campaign_type when 'content' then content
            when 'content_type' then content_type when 'region' then region
            when 'segment' then segment when 'product' then product when 'rep' then rep
            when 'team' then team
        end as value
    from tries cross join figures
    left join referred_subjects as referred
        on referred.subject_kind = :subject and referred.subject_id = tries.subject_id
),

moments as (
    select subject_id, occurred_at,
        min(occurred_on) as occurred_on, max(case when date_only then 1 else 0 end) as is_day
    from stage_events
    where stage_no is not null
    group by subject_id, occurred_at
),

timed as (
    select
        placed.*,
        case
            when origin.is_day = 1 or target.is_day = 1
                then date_diff('day', origin.occurred_on, target.occurred_on) * 86400
            else date_diff('second', placed.from_at, placed.to_at)
        end as seconds
    from placed
    left join moments as origin
        on origin.subject_id = placed.subject_id and origin.occurred_at = placed.from_at
    left join moments as target
        on target.subject_id = placed.subject_id and target.occurred_at = placed.to_at
),

ranked as (
    select timed.*,
        count(case when seconds >= 0 then 1 end) over (partition by figure, value) as number,
        row_number() over (
            partition by figure, value
            order by case when seconds >= 0 then 0 else 1 end, seconds, subject_id, attempt, entered_at
        ) as place
    from timed
),

conversion_figures as (
    select
        figure, value,
        count(*) filter (where is_from) as reached_from,
        count(*) filter (where is_to) as reached_to,
        count(*) filter (where is_now and from_at is not null) as visited_from,
        count(*) filter (where is_now and from_at is not null and to_at is not null) as visited_both,
        count(*) filter (where seconds < 0) as negative,
        max(number) as number,
        sum(seconds) filter (where seconds >= 0) as total_seconds,
        cast(sum(case place when (number + 1) / 2 then seconds end)
            + sum(case place when (number + 2) / 2 then seconds end) as double) / 2e0 as median_seconds
    from ranked
    group by figure, value
)

select * from conversion_figures
order by figure, value
