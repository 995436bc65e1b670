-- Leads created in the period, and in the year that ends with it: those that a customer referred
-- against the rest, with how many won by the cut, days from created to won, and how many accounts
-- referred them.
-- grain: span, origin
with first_wins as (
    select
        opportunity_leads.lead_id,
        min(opportunities.closed_on) as won_on
    from opportunity_leads
    join opportunities on opportunities.opportunity_id = opportunity_leads.opportunity_id
    where opportunities.state = 'won'
    group by opportunity_leads.lead_id
),

cells as (
    select
        span, leads.lead_id, first_wins.won_on,
        case when referred.subject_id is null then 'other' else 'referred' end as origin,
        coalesce(people.referred_by_account_id, homes.account_id) as referrer_id,
        case
            when leads.created_on <= first_wins.won_on
                then date_diff('day', leads.created_on, first_wins.won_on)
        end as days
    from leads
    cross join (values ('period'), ('year')) as spans (span)
    left join referred_subjects as referred
        on referred.subject_kind = 'lead' and referred.subject_id = leads.lead_id
    left join people on people.kind = 'lead' and people.id = leads.lead_id
    left join subject_accounts as homes
        on homes.kind = 'contact' and homes.id = people.referred_by_contact_id
    left join first_wins on first_wins.lead_id = leads.lead_id
    where leads.created_on < :ends_on
        and leads.created_on >= case span when 'period' then :starts_on else :year_starts_on end
),

ranked as (
    select
        cells.*,
        row_number() over (
            partition by span, origin
            order by case when days is null then 1 else 0 end, days, lead_id
        ) as place,
        count(days) over (partition by span, origin) as number
    from cells
),

referrals as (
    select
        span, origin,
        count(*) as leads,
        count(won_on) as won,
        count(days) as timed,
        sum(days) as total_days,
        cast(sum(days * case place - (number - 1) * 50 / 100
            when 1 then 100 - (number - 1) * 50 % 100 when 2 then (number - 1) * 50 % 100 else 0
        end) as double) / 100e0 as p50_days,
        count(distinct referrer_id) as referrers
    from ranked
    group by span, origin
)

select * from referrals
order by span, origin
