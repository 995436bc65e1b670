-- Versions of each subscription by the moments at which its changes take effect, those to come too:
-- state, and monthly price in its own currency, 0 unless it is live. A week is 12/52 of a month;
-- interval once has no monthly price. A subscription has one price at a time, the one told last.
-- What a change does not tell stays as it was, the end of the term up to the next start or renew.
-- grain: subscription_id, version
with priced as (
    select
        subscription_changes.*,
        -- Whole ten-thousandths, so that engines round alike.
        cast(cast(cast(amount as decimal(38,4)) * 10000 as bigint) as double) * 52 as units_of_52,
        case "interval"
            when 'week' then 12 * interval_count
            when 'month' then 52 * interval_count
            when 'quarter' then 156 * interval_count
            when 'year' then 624 * interval_count
        end as months_of_52
    from subscription_changes
),

subscription_versions as (
    select
        subscription_id, version, account_id, term, event_id, action, told_at, told_on,
        effective_at as valid_from,
        effective_on as valid_from_on,
        coalesce(
            lead(effective_at) over (partition by subscription_id order by version),
            timestamp '9999-12-31 00:00:00.000'
        ) as valid_to,
        case action
            when 'cancel' then 'cancelled' when 'pause' then 'paused' else 'live'
        end as status,
        case
            when action in ('cancel', 'pause') or months_of_52 is null then cast('0' as decimal(18, 4))
            else cast(
                cast(cast(round(units_of_52 / months_of_52) as bigint) as decimal(22, 0))
                * cast('0.0001' as decimal(5, 4)) as decimal(18, 4)
            )
        end as monthly,
        currency,
        max_by(quantity, case when quantity is not null then version end) over history as quantity,
        max_by(product, case when product is not null then version end) over history as product,
        max_by(term_end, case when term_end is not null then version end) over of_term as term_end,
        reason
    from priced
    window history as (
        partition by subscription_id order by version
        rows between unbounded preceding and current row
    ),
    of_term as (
        partition by subscription_id, term order by version
        rows between unbounded preceding and current row
    )
)

select * from subscription_versions
