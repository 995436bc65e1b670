-- Events of each key metric in the period, an aggregate counting as many as it stands for, and how
-- many subjects of the funnel's kind have one, by their own id or one that belongs to them.
-- grain: metric
with metrics as (
    select
        split_part(line, '|', 1) as metric,
        split_part(line, '|', 2) as role,
        substr(line, length(split_part(line, '|', 1)) + length(split_part(line, '|', 2)) + 3) as name
    from unnest(array[:metrics]) as given (line)
),

counted as (
    select
        metrics.metric, events.lead_id, events.contact_id, events.account_id, events.opportunity_id,
        coalesce(events."count", 1) as number
    from events
    join metrics on metrics.name = events.name and metrics.role in ('', coalesce(events.role, ''))
    where events.occurred_on >= :starts_on
        and events.occurred_on < :ends_on
        and events.type <> 'link'
),

ids as (
    select metric, 'lead' as kind, lead_id as id from counted where lead_id is not null
    union
    select metric, 'contact', contact_id from counted where contact_id is not null
    union
    select metric, 'account', account_id from counted where account_id is not null
    union
    select metric, 'opportunity', opportunity_id from counted where opportunity_id is not null
),

subjects as (
    select metric, id as subject_id from ids where kind = :subject
    union
    select ids.metric, subject_ids.subject_id
    from ids
    join subject_ids
        on subject_ids.subject_kind = :subject
            and subject_ids.id_kind = ids.kind
            and subject_ids.id = ids.id
),

event_counts as (
    select metric, sum(number) as number from counted group by metric
),

subject_counts as (
    select metric, count(*) as subjects from subjects group by metric
),

conversion_stage_metrics as (
    select
        event_counts.metric,
        event_counts.number,
        coalesce(subject_counts.subjects, 0) as subjects
    from event_counts
    left join subject_counts on subject_counts.metric = event_counts.metric
)

select * from conversion_stage_metrics
order by metric
