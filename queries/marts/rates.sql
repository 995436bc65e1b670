-- Rates into the reporting currency by local day: units of it for one unit of a currency, from each
-- rate's day up to the next one's. A rate that is only known the other way round is inverted. The
-- reporting currency itself is 1 at all times; no row means that there is no rate.
-- grain: currency, starts_on
with known as (
    select fx_rates.from_currency as currency, fx_rates.valid_on, fx_rates.rate, 1 as preference
    from fx_rates
    join settings on settings.currency = fx_rates.to_currency
    union all
    select
        fx_rates.to_currency,
        fx_rates.valid_on,
        cast(round(1e0 / cast(fx_rates.rate as double), 8) as decimal(18,8)),
        2
    from fx_rates
    join settings on settings.currency = fx_rates.from_currency
    -- The inverse of a higher one has no eight places.
    where fx_rates.rate <= decimal '100000000'
),

ranked as (
    select
        known.*,
        row_number() over (partition by currency, valid_on order by preference) as nth
    from known
),

rates as (
    select
        currency,
        valid_on as starts_on,
        coalesce(
            lead(valid_on) over (partition by currency order by valid_on), date '9999-12-31'
        ) as ends_on,
        rate
    from ranked
    where nth = 1
    union all
    select currency, date '1900-01-01', date '9999-12-31', cast(1 as decimal(18,8))
    from settings
)

select * from rates
