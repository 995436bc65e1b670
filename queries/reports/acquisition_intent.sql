-- Signs of intent of accounts, looking back from the end of the period or the as-of: topics that
-- surge (their last 7 x 24 h against the 8 blocks before), repeated views of prices, several people
-- active, trigger events. Those that fit and have most signs come first; the totals count all.
-- grain: place, sign, detail
with moment as (
    select coalesce(least(days.starts_at, cut.cut_at), cut.cut_at) as until_at
    from cut
    left join calendar as days on days.kind = 'day' and days.starts_on = :ends_on
),

recent as (
    select
        touched.*,
        date_diff('millisecond', touched.occurred_at, moment.until_at) as age_ms,
        touched.occurred_at >= date_add('day', -:window_days, moment.until_at) as is_near
    from account_touches as touched
    cross join moment
    where touched.occurred_on >= :since_on
        and touched.occurred_on < :ends_on
        and touched.occurred_at < moment.until_at
),

-- Block 0 are the last 7 x 24 h (604,800,000 ms), their first moment included; 9 blocks in all.
blocks as (
    select account_id, topic, (age_ms - 1) / 604800000 as block, sum(number) as number
    from recent
    where topic is not null and age_ms <= 5443200000
    group by account_id, topic, (age_ms - 1) / 604800000
),

topics as (
    select
        account_id, topic,
        coalesce(sum(number) filter (where block = 0), 0) as last_block,
        coalesce(sum(number) filter (where block > 0), 0) as before,
        coalesce(sum(number * number) filter (where block > 0), 0) as squares
    from blocks
    group by account_id, topic
),

activity as (
    select
        account_id,
        max(case when is_active then occurred_on end) as active_on,
        count(distinct case when is_active and is_near then person_id end) as people,
        sum(case when touch_group = 'pricing_view' and is_near then number else 0 end) as views
    from recent
    group by account_id
),

signs as (
    select account_id, 'surge' as sign, topic as detail, last_block as number, before, squares
    from topics
    where last_block >= :surge_touches and before > 0 and 8 * last_block >= :surge_ratio * before
    union all
    select account_id, 'pricing', '', views, 0, 0 from activity where views >= :pricing_views
    union all
    select account_id, 'people', '', people, 0, 0 from activity where people >= :active_people
    union all
    select account_id, 'trigger', name, sum(number), 0, 0
    from recent
    where kind = 'trigger' and is_near group by account_id, name
),

deals as (
    select account_id, max(case state when 'open' then 2 when 'won' then 1 else 0 end) as standing
    from opportunities
    where opened_on < :ends_on and account_id is not null
    group by account_id
),

ranked as (
    select
        companies.account_id, companies.tier, companies.segment, companies.region, companies.rep,
        companies.is_icp, found.signs, activity.active_on,
        coalesce(activity.people, 0) as people, coalesce(seen.roles, 0) as roles,
        coalesce(deals.standing, -1) as standing,
        row_number() over (order by case when companies.is_icp then 0 else 1 end, found.signs desc,
            coalesce(companies.tier, '~'), companies.account_id) as place,
        count(*) over () as in_intent,
        count(case when companies.is_icp then 1 end) over () as fitting_in_intent
    from (select account_id, count(distinct sign) as signs from signs group by account_id) as found
    join accounts as companies on companies.account_id = found.account_id
    left join activity on activity.account_id = found.account_id
    left join (
        select account_id, count(*) as roles from account_roles group by account_id
    ) as seen on seen.account_id = found.account_id
    left join deals on deals.account_id = found.account_id
    where not companies.is_deleted
),

intent as (
    select ranked.*, signs.sign, signs.detail, signs.number, signs.before, signs.squares
    from ranked
    join signs on signs.account_id = ranked.account_id
    where ranked.place <= :shown
)

select * from intent
order by place, sign, detail
