-- How much of its stages the source of each opportunity told last: full, or current_state when it gave
-- only the stage of now, so that the dates of earlier ones are blank. Told by the property history of
-- a deal event, as the import sets it; other opportunities are not listed.
-- grain: opportunity_id
with told as (
    select
        opportunity_id, source_system,
        json_extract_scalar(properties, '$.history') as history,
        row_number() over (
            partition by opportunity_id order by occurred_at desc, event_id desc
        ) as recency
    from events
    where type = 'deal' and strpos(properties, '"history"') > 0
),

opportunity_histories as (
    select opportunity_id, history, source_system
    from told
    where recency = 1 and history in ('full', 'current_state')
)

select * from opportunity_histories
