-- Opportunities that were expected to close in the quota periods that overlap the period, else in the
-- period itself, when it began, and at its end (or the cut if earlier) are open and expected later or
-- at no date: the most money first.
-- grain: opportunity_id
with spans as (
    select
        first_day.starts_at as start_at, least(last_day.starts_at, cut.cut_at) as end_at,
        due.due_from, due.due_to
    from cut
    join calendar as first_day on first_day.kind = 'day' and first_day.starts_on = :starts_on
    join calendar as last_day on last_day.kind = 'day' and last_day.starts_on = :ends_on
    cross join (
        select
            coalesce(min(starts_on), :starts_on) as due_from,
            coalesce(max(ends_on), :ends_on) as due_to
        from quota_periods
        where owner_kind = 'all' and starts_on < :ends_on and ends_on > :starts_on
    ) as due
),

opening as (
    select versions.opportunity_id, versions.expected_close, spans.end_at, spans.due_from, spans.due_to
    from spans
    join opportunity_versions as versions
        on versions.valid_from < spans.start_at and spans.start_at <= versions.valid_to
    where versions.state = 'open'
        and versions.expected_close >= spans.due_from
        and versions.expected_close < spans.due_to
),

moved as (
    select
        opening.opportunity_id, opening.expected_close as expected_before, closing.expected_close,
        closing.stage, closing.rep, closing.segment,
        cast(cast(closing.amount as decimal(38,8)) * rates.rate as decimal(18,4)) as money
    from opening
    join opportunity_versions as closing
        on closing.opportunity_id = opening.opportunity_id
            and closing.valid_from < opening.end_at
            and opening.end_at <= closing.valid_to
    join calendar as days
        on days.kind = 'day' and days.starts_at <= opening.end_at and opening.end_at < days.ends_at
    left join rates
        on rates.currency = closing.currency
            and rates.starts_on <= days.starts_on
            and days.starts_on < rates.ends_on
    where closing.state = 'open'
        and coalesce(
            closing.expected_close < opening.due_from or closing.expected_close >= opening.due_to, true
        )
),

slipped as (
    select
        moved.*,
        row_number() over (order by coalesce(money, 0) desc, opportunity_id) as nth
    from moved
)

select * from slipped
order by nth
