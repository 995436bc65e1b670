-- Qualification answers of new business closed in the span or open at its end, as known then: by
-- how many keys were answered yes (`confirmed`), by how many were answered at all (`answered`), and
-- per key by its answer. A key that a record does not name is unknown.
-- grain: part, value, answer
with moment as (
    select coalesce(least(days.starts_at, cut.cut_at), cut.cut_at) as until_at
    from cut
    left join calendar as days on days.kind = 'day' and days.starts_on = :ends_on
),

deals as (
    select
        versions.opportunity_id,
        coalesce(versions.qualification, '{}') as qualification,
        case when versions.state in ('won', 'lost') then versions.state else 'open' end as state
    from opportunity_versions as versions
    cross join moment
    left join opportunity_closes as closes on closes.opportunity_id = versions.opportunity_id
    where versions.valid_from < moment.until_at
        and moment.until_at <= versions.valid_to
        and coalesce(versions.deal_type, 'new') = 'new'
        and (
            versions.state = 'open'
            or (
                versions.state in ('won', 'lost')
                and closes.closed_on >= :starts_on
                and closes.closed_on < :ends_on
            )
        )
),

told as (
    select
        deals.opportunity_id,
        regexp_extract(pair, '"([^"]+)"', 1) as answered_key,
        strpos(pair, 'true') > 0 as is_yes
    from deals
    cross join unnest(
        regexp_extract_all(deals.qualification, '"[^"]+" *: *(?:true|false)')
    ) as pairs (pair)
),

known_keys as (
    select answered_key from told
    union
    select named_key from unnest(array[:keys]) as given (named_key)
),

answers as (
    select
        deals.opportunity_id, deals.state, known_keys.answered_key,
        case when told.is_yes then 'yes' when not told.is_yes then 'no' else 'unknown' end as answer
    from deals
    cross join known_keys
    left join told
        on told.opportunity_id = deals.opportunity_id
            and told.answered_key = known_keys.answered_key
),

completeness as (
    select
        opportunity_id,
        state,
        count(*) filter (where answer = 'yes') as confirmed,
        count(*) filter (where answer <> 'unknown') as answered
    from answers
    group by opportunity_id, state
),

cells as (
    select 'key' as part, answered_key as value, answer, state from answers
    union all
    select 'confirmed', cast(confirmed as varchar), '', state from completeness
    union all
    select 'answered', cast(answered as varchar), '', state from completeness
),

qualification as (
    select
        part,
        value,
        answer,
        count(*) filter (where state = 'won') as won,
        count(*) filter (where state = 'lost') as lost,
        count(*) filter (where state = 'open') as open
    from cells
    group by part, value, answer
)

select * from qualification
order by part, value, answer
