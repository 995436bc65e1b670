-- How attempts moved into each stage in the period and where they paused, with the pauses of the
-- trend that are old enough to judge and those of them that advanced in time.
-- grain: stage_no
with steps as (
    select step as stage_no
    from unnest(sequence(1, :steps)) as numbers (step)
),

moved as (
    select
        stage_no,
        count(*) as visits,
        count(*) filter (where movement = 'enter') as entered,
        count(*) filter (where movement = 'advance') as advanced,
        count(*) filter (where movement = 'skip') as skipped,
        count(*) filter (where movement = 'regress') as regressed,
        count(*) filter (where movement = 're-open') as reopened,
        count(*) filter (where movement = 'late create') as created_late,
        count(*) filter (where movement = 'recycle') as recycled,
        sum(repeats) as repeated
    from stage_visits
    where funnel = :funnel and entered_on >= :starts_on and entered_on < :ends_on
    group by stage_no
),

paused as (
    select
        stage_no,
        count(*) filter (where began_on >= :starts_on) as paused,
        count(*) filter (
            where began_at <= date_add('day', -:reactivation_days, cut.cut_at)
        ) as judged,
        count(*) filter (
            where began_at <= date_add('day', -:reactivation_days, cut.cut_at)
                and advanced_at <= date_add('day', :reactivation_days, began_at)
        ) as reactivated
    from pauses
    cross join cut
    where funnel = :funnel and began_on >= :trend_starts_on and began_on < :ends_on
    group by stage_no
),

movement as (
    select
        steps.stage_no,
        coalesce(moved.visits, 0) as visits,
        coalesce(moved.entered, 0) as entered,
        coalesce(moved.advanced, 0) as advanced,
        coalesce(moved.skipped, 0) as skipped,
        coalesce(moved.regressed, 0) as regressed,
        coalesce(moved.repeated, 0) as repeated,
        coalesce(moved.reopened, 0) as reopened,
        coalesce(moved.created_late, 0) as created_late,
        coalesce(moved.recycled, 0) as recycled,
        coalesce(paused.paused, 0) as paused,
        coalesce(paused.judged, 0) as judged,
        coalesce(paused.reactivated, 0) as reactivated
    from steps
    left join moved on moved.stage_no = steps.stage_no
    left join paused on paused.stage_no = steps.stage_no
)

select * from movement
order by stage_no
