-- Opportunities opened and won in a period by who sourced them, and how many of the won ones were
-- touched in the look-back by each party: outbound touches by people are those of sales, those by
-- partners and referrals by their channel, all others those of marketing.
-- grain: sourced_by
with opened as (
    select coalesce(sourced_by, '(none)') as sourced_by, count(*) as number
    from opportunities
    where opened_on >= :starts_on and opened_on < :ends_on
    group by coalesce(sourced_by, '(none)')
),

conversions_won as (
    select
        conversions.conversion_id, conversions.value as money,
        coalesce(opportunities.sourced_by, '(none)') as sourced_by
    from conversions
    join opportunities on opportunities.opportunity_id = conversions.opportunity_id
    where conversions.basis = 'won'
        and conversions.converted_on >= :starts_on and conversions.converted_on < :ends_on
),

won as (
    select
        sourced_by, count(*) as number, sum(money) as amount,
        count(*) filter (where money is null) as without_amount
    from conversions_won
    group by sourced_by
),

touched as (
    select
        paths.conversion_id,
        case
            when paths.channel = 'partner' then 'partner'
            when paths.channel = 'referral' or paths.touch_group = 'referral' then 'customer'
            when paths.actor = 'human' and paths.direction = 'outbound' then 'sales'
            else 'marketing'
        end as party
    from attribution_paths as paths
    join conversions_won on conversions_won.conversion_id = paths.conversion_id
),

influenced as (
    select party, count(distinct conversion_id) as number from touched group by party
),

parties as (
    select sourced_by from opened
    union
    select sourced_by from won
    union
    select party from influenced
),

sourced as (
    select
        parties.sourced_by,
        coalesce(opened.number, 0) as opened,
        coalesce(won.number, 0) as won,
        coalesce(won.amount, cast(0 as decimal(38,4))) as won_amount,
        coalesce(won.without_amount, 0) as without_amount,
        coalesce(influenced.number, 0) as influenced
    from parties
    left join opened on opened.sourced_by = parties.sourced_by
    left join won on won.sourced_by = parties.sourced_by
    left join influenced on influenced.party = parties.sourced_by
)

select * from sourced
order by sourced_by
