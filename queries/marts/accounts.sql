-- Accounts that any event carries, from their `account created`, else their first event, with the
-- values at the cut. An account is an ideal customer when it fits every account rule of a profile;
-- without such rules, when its given score is 50 or more. Unknown where the values do not tell.
-- grain: account_id
with arrivals as (
    select
        account_id,
        occurred_at,
        occurred_on,
        row_number() over (
            partition by account_id
            order by
                case when type = 'account' and name = 'created' then 0 else 1 end,
                occurred_at,
                event_id
        ) as nth
    from events
    where account_id is not null
),

judged as (
    select
        account_id,
        case
            when count(*) filter (where fits) > 0 then true
            when count(*) filter (where fits is null) = 0 then false
        end as is_icp
    from icp_account_fits
    group by account_id
),

rules as (
    select count(*) as number from icp_rules where subject = 'account'
),

accounts as (
    select
        arrivals.account_id,
        arrivals.occurred_at as created_at,
        arrivals.occurred_on as created_on,
        known.domain, known.industry, known.employees, known.annual_revenue, known.country,
        known.business_model, known.market_type, known.technologies, known.tier, known.icp_score,
        known.parent_account_id,
        case
            when rules.number > 0 then judged.is_icp
            else known.icp_score >= decimal '50'
        end as is_icp,
        coalesce(known.is_deleted, false) as is_deleted,
        coalesce(known.source, '(none)') as source,
        coalesce(known.channel, '(none)') as channel,
        coalesce(known.campaign, '(none)') as campaign,
        coalesce(known.region, '(none)') as region,
        coalesce(known.segment, '(none)') as segment,
        coalesce(known.product, '(none)') as product,
        coalesce(known.rep, '(none)') as rep,
        coalesce(known.team, '(none)') as team
    from arrivals
    cross join rules
    left join account_values as known on known.account_id = arrivals.account_id
    left join judged on judged.account_id = arrivals.account_id
    where arrivals.nth = 1
)

select * from accounts
