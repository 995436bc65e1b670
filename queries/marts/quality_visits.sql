-- Faults of stays in a stage, for each funnel: stages jumped over on the way in, and stays that end
-- before they begin. The event is the one that began the stay.
-- grain: check_id, funnel, subject_id, event_id
with faulty as (
    select
        funnel, subject_id, event_id, entered_on, movement,
        case
            when in_calendar_days then exited_on < entered_on
            else exited_at < entered_at
        end as is_negative
    from stage_visits
    where movement = 'skip' or exited_at < entered_at
),

quality_visits as (
    select
        checks.check_id, faulty.funnel, faulty.subject_id, faulty.event_id,
        events.opportunity_id,
        coalesce(events.rep, '(none)') as rep,
        events.source_system,
        faulty.entered_on as occurred_on,
        events.name as detail
    from faulty
    join events on events.event_id = faulty.event_id
    cross join (values ('stage_jumped'), ('negative_visit')) as checks (check_id)
    where case checks.check_id
        when 'stage_jumped' then faulty.movement = 'skip'
        else faulty.is_negative
    end
)

select * from quality_visits
