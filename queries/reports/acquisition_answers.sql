-- What sales said to the leads that it was handed, by campaign: leads accepted in the period, and
-- leads rejected with the reason. The campaign is the event's own, else that of the lead. A blank
-- reason is its own row; `all` stands for every campaign.
-- grain: is_total, campaign, answer, reason
with answers as (
    select
        events.lead_id,
        coalesce(events.campaign, leads.campaign, '(none)') as told_campaign,
        case when events.name in (:accepted_names) then 'accepted' else 'rejected' end as answer,
        case when events.name in (:accepted_names) then '' else coalesce(events.reason, '(none)') end
            as reason
    from events
    left join leads on leads.lead_id = events.lead_id
    where events.lead_id is not null
        and (events.name in (:accepted_names) or events.name in (:rejected_names))
        and events.occurred_on >= :starts_on
        and events.occurred_on < :ends_on
),

sales_answers as (
    select
        grouping(told_campaign) = 1 as is_total,
        case when grouping(told_campaign) = 1 then 'all' else told_campaign end as campaign,
        answer,
        reason,
        count(distinct lead_id) as leads
    from answers
    group by grouping sets ((told_campaign, answer, reason), (answer, reason))
)

select * from sales_answers
order by is_total, campaign, answer, reason
