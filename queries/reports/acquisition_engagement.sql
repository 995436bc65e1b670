-- Touches of the period by group, and by group and name: how many (an aggregate counts as many as it
-- stands for) against the period before, different people and accounts, and those with somebody who
-- decides. A lead and the contact that it became are one person; what happens to an account is no
-- touch. Without a name: the whole group.
-- grain: touch_group, name
with deciding as (
    select role from committee_roles where is_decision
),

told as (
    select
        coalesce(touches.touch_group, '(none)') as touch_group,
        touches.name as told_name, touches."count" as number, touches.account_id,
        coalesce(
            'contact ' || coalesce(touches.contact_id, lead.contact_id),
            'lead ' || touches.lead_id,
            'visitor ' || touches.visitor_id
        ) as person_id,
        coalesce(touches.role, contact.role, lead.role) in (select role from deciding) as decides,
        touches.occurred_on >= :starts_on as is_now
    from touches
    left join people as lead on lead.kind = 'lead' and lead.id = touches.lead_id
    left join people as contact on contact.kind = 'contact' and contact.id = touches.contact_id
    where touches.kind <> 'trigger'
        and (
            (touches.occurred_on >= :starts_on and touches.occurred_on < :ends_on)
            or (
                touches.occurred_on >= :previous_starts_on
                and touches.occurred_on < :previous_ends_on
            )
        )
),

engagement as (
    select
        touch_group,
        case when grouping(told_name) = 0 then told_name else '' end as name,
        coalesce(sum(number) filter (where is_now), 0) as number,
        coalesce(sum(number) filter (where not is_now), 0) as previous,
        count(distinct person_id) filter (where is_now) as people,
        count(distinct account_id) filter (where is_now) as accounts,
        coalesce(sum(number) filter (where is_now and decides), 0) as decision
    from told
    group by grouping sets ((touch_group), (touch_group, told_name))
)

select * from engagement
order by touch_group, name
