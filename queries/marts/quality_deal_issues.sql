-- Faults of opportunities: of open ones as they stand at the cut, of closed ones on the day of the
-- close. Not updated means no deal or stage event for 90 days.
-- grain: check_id, opportunity_id
with judged as (
    select
        checks.check_id,
        deals.*,
        case checks.check_id
            when 'past_close' then state = 'open' and expected_close < cut_on
            when 'no_amount' then state = 'open' and amount is null
            when 'no_owner' then state = 'open' and rep = '(none)'
            when 'no_contact_role'
                then state = 'open' and coalesce(contact_roles, '[]') = '[]'
            when 'no_account' then state = 'open' and account_id is null
            when 'no_next_step' then state = 'open' and next_step is null
            when 'next_step_overdue' then state = 'open' and next_step_due < cut_on
            when 'not_updated'
                then state = 'open' and date_diff('day', updated_on, cut_on) >= 90
            when 'won_without_amount' then state = 'won' and amount is null
            when 'closed_without_reason'
                then state in ('lost', 'no_decision', 'disqualified') and reason is null
            when 'closed_before_opened'
                then case
                    when in_calendar_days then closed_on < opened_on
                    else closed_at < opened_at
                end
            when 'deal_without_rate' then amount is not null and converted is null
        end as is_faulty
    from quality_deals as deals
    cross join (values
        ('past_close'), ('no_amount'), ('no_owner'), ('no_contact_role'), ('no_account'),
        ('no_next_step'), ('next_step_overdue'), ('not_updated'), ('won_without_amount'),
        ('closed_without_reason'), ('closed_before_opened'), ('deal_without_rate')
    ) as checks (check_id)
),

quality_deal_issues as (
    select
        check_id, opportunity_id, rep, source_system,
        state = 'open' as is_standing,
        valued_on as occurred_on,
        case check_id
            when 'past_close' then 'expected on ' || cast(expected_close as varchar)
            when 'next_step_overdue' then 'due on ' || cast(next_step_due as varchar)
            when 'not_updated' then 'last on ' || cast(updated_on as varchar)
            when 'closed_before_opened' then 'opened on ' || cast(opened_on as varchar)
            when 'deal_without_rate' then currency
        end as detail
    from judged
    where is_faulty
)

select * from quality_deal_issues
