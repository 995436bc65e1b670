-- Terms that end in the period, and in the year that ends with it, by state, with the monthly money
-- that was due and what of it a renewal kept (at most as much) and brings now, at the rates of the
-- day of the end. The dimension `adoption` is the share of paid seats in use.
-- grain: span, dimension, value, state
with terms as (
    select
        renewals.*,
        cast(cast(monthly as decimal(38, 8)) * old_rates.rate as decimal(18, 4)) as due,
        cast(cast(new_monthly as decimal(38, 8)) * new_rates.rate as decimal(18, 4)) as renewed,
        old_rates.rate is null or (new_monthly is not null and new_rates.rate is null) as is_unrated
    from renewals
    left join rates as old_rates
        on old_rates.currency = renewals.currency
            and old_rates.starts_on <= renewals.ends_on and renewals.ends_on < old_rates.ends_on
    left join rates as new_rates
        on new_rates.currency = renewals.new_currency
            and new_rates.starts_on <= renewals.ends_on and renewals.ends_on < new_rates.ends_on
    where renewals.ends_on >= :year_starts_on and renewals.ends_on < :ends_on
),

valued as (
    select terms.*, subscriber_values.dimension, subscriber_values.value
    from terms
    join subscriber_values on subscriber_values.account_id = terms.account_id
    where subscriber_values.dimension in (:dimensions)
    union all
    select terms.*, 'adoption', adoption_band from terms
),

due_terms as (
    select
        span, dimension, value, state,
        count(*) as terms,
        count(*) filter (where is_unrated) as unrated,
        sum(due) filter (where not is_unrated) as due,
        sum(least(due, renewed)) filter (where not is_unrated) as kept,
        sum(renewed) filter (where not is_unrated) as renewed
    from valued
    cross join (values ('period'), ('year')) as spans (span)
    where span = 'year' or ends_on >= :starts_on
    group by span, dimension, value, state
)

select * from due_terms
order by span, dimension, value, state
