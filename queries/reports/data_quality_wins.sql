-- Won money as the source systems told it in the period, beside what counts, by month and reason.
-- grain: source_system, month_on, reason
with told as (
    select quality_wins.*, cast(date_trunc('month', told_on) as date) as month_on
    from quality_wins
    where told_on >= :starts_on and told_on < :ends_on
),

wins as (
    select
        source_system, month_on, reason,
        count(*) as number,
        sum(sent) as sent,
        count_if(sent_amount is null) as without_amount,
        count_if(sent_amount is not null and sent is null) as without_rate,
        sum(counted) as counted,
        min(coalesce(opportunity_id, event_id)) as example
    from told
    group by source_system, month_on, reason
)

select * from wins
order by source_system, month_on, reason
