-- Accounts known at the end of the period, by tier: how many can be judged by the ideal customer
-- profile, fit it, were active in the period and with how many people, have an opportunity, have won one. Accounts without a
-- tier are no target accounts; `all` stands for every account.
-- grain: is_total, tier
with known as (
    select account_id, coalesce(tier, '(none)') as known_tier, is_icp
    from accounts
    where created_on < :ends_on and not is_deleted
),

active as (
    select account_id, count(distinct person_id) as people
    from account_touches
    where is_active and occurred_on >= :starts_on and occurred_on < :ends_on
    group by account_id
),

deals as (
    select
        account_id,
        max(case when state = 'won' and closed_on < :ends_on then 1 else 0 end) as is_won
    from opportunities
    where opened_on < :ends_on and account_id is not null
    group by account_id
),

facts as (
    select
        known.known_tier,
        known.is_icp,
        active.account_id is not null as is_active,
        coalesce(active.people, 0) as people,
        deals.account_id is not null as has_opportunity,
        coalesce(deals.is_won = 1, false) as is_won
    from known
    left join active on active.account_id = known.account_id
    left join deals on deals.account_id = known.account_id
),

targets as (
    select
        grouping(known_tier) = 1 as is_total,
        case when grouping(known_tier) = 1 then 'all' else known_tier end as tier,
        count(*) as accounts,
        count(*) filter (where is_icp is not null) as judged,
        count(*) filter (where is_icp) as fitting,
        count(*) filter (where is_active) as active,
        count(*) filter (where people >= :active_people) as several_active,
        coalesce(sum(people), 0) as people,
        count(*) filter (where has_opportunity) as with_opportunity,
        count(*) filter (where is_won) as won
    from facts
    group by grouping sets ((known_tier), ())
)

select * from targets
order by is_total, tier
