-- Versions of what the deal records say: an absent field keeps its value, a cleared one becomes null.
-- Among records at one moment the last event id counts.
-- grain: opportunity_id, version
with told as (
    select
        opportunity_id, occurred_at, occurred_on, name = 'created' as is_created,
        case when reason is not null then cast(occurred_on as varchar) end as reason_on,
        row_number() over (partition by opportunity_id order by occurred_at, event_id) as version,
        case when strpos(cleared, '"deleted"') > 0 then 'false' else cast(deleted as varchar) end as deleted,
        case when strpos(cleared, '"account_id"') > 0 then '' else account_id end as account_id,
        case when strpos(cleared, '"lead_id"') > 0 then '' else lead_id end as lead_id,
        case when strpos(cleared, '"amount"') > 0 then '' else cast(amount as varchar) end as amount,
        case when strpos(cleared, '"currency"') > 0 then '' else currency end as currency,
        case when strpos(cleared, '"list_amount"') > 0 then '' else cast(list_amount as varchar) end as list_amount,
        case when strpos(cleared, '"amount_basis"') > 0 then '' else amount_basis end as amount_basis,
        case when strpos(cleared, '"term_months"') > 0 then '' else cast(term_months as varchar) end as term_months,
        case when strpos(cleared, '"probability"') > 0 then '' else cast(probability as varchar) end as probability,
        case when strpos(cleared, '"forecast_category"') > 0 then '' else forecast_category end as forecast_category,
        case when strpos(cleared, '"expected_close"') > 0 then '' else cast(expected_close as varchar) end as expected_close,
        case when strpos(cleared, '"next_step"') > 0 then '' else next_step end as next_step,
        case when strpos(cleared, '"next_step_due"') > 0 then '' else cast(next_step_due as varchar) end as next_step_due,
        case when strpos(cleared, '"deal_type"') > 0 then '' else deal_type end as deal_type,
        case when strpos(cleared, '"sourced_by"') > 0 then '' else sourced_by end as sourced_by,
        case when strpos(cleared, '"competitor"') > 0 then '' else competitor end as competitor,
        case when strpos(cleared, '"pipeline"') > 0 then '' else pipeline end as pipeline,
        case when strpos(cleared, '"reason"') > 0 then '' else reason end as reason,
        case when strpos(cleared, '"contact_roles"') > 0 then '' else contact_roles end as contact_roles,
        case when strpos(cleared, '"qualification"') > 0 then '' else qualification end as qualification
    from events
    where type = 'deal' and opportunity_id is not null
),

-- An empty text stood for cleared up to here; no event can hold one.
deal_versions as (
    select
        opportunity_id,
        version,
        occurred_at as valid_from,
        occurred_on as valid_from_on,
        is_created,
        coalesce(max_by(deleted, case when deleted is not null then version end) over history, 'false')
            = 'true' as is_deleted,
        nullif(max_by(account_id, case when account_id is not null then version end) over history, '') as account_id,
        nullif(max_by(lead_id, case when lead_id is not null then version end) over history, '') as lead_id,
        cast(nullif(max_by(amount, case when amount is not null then version end) over history, '') as decimal(18,4)) as amount,
        nullif(max_by(currency, case when currency is not null then version end) over history, '') as currency,
        cast(nullif(max_by(list_amount, case when list_amount is not null then version end) over history, '') as decimal(18,4)) as list_amount,
        nullif(max_by(amount_basis, case when amount_basis is not null then version end) over history, '') as amount_basis,
        cast(nullif(max_by(term_months, case when term_months is not null then version end) over history, '') as bigint) as term_months,
        cast(nullif(max_by(probability, case when probability is not null then version end) over history, '') as decimal(18,4)) as probability,
        nullif(max_by(forecast_category, case when forecast_category is not null then version end) over history, '') as forecast_category,
        cast(nullif(max_by(expected_close, case when expected_close is not null then version end) over history, '') as date) as expected_close,
        nullif(max_by(next_step, case when next_step is not null then version end) over history, '') as next_step,
        cast(nullif(max_by(next_step_due, case when next_step_due is not null then version end) over history, '') as date) as next_step_due,
        nullif(max_by(deal_type, case when deal_type is not null then version end) over history, '') as deal_type,
        nullif(max_by(sourced_by, case when sourced_by is not null then version end) over history, '') as sourced_by,
        nullif(max_by(competitor, case when competitor is not null then version end) over history, '') as competitor,
        nullif(max_by(pipeline, case when pipeline is not null then version end) over history, '') as pipeline,
        nullif(max_by(reason, case when reason is not null then version end) over history, '') as reason,
        cast(max(reason_on) over history as date) as reason_on,
        nullif(max_by(contact_roles, case when contact_roles is not null then version end) over history, '') as contact_roles,
        nullif(max_by(qualification, case when qualification is not null then version end) over history, '') as qualification
    from told
    window history as (
        partition by opportunity_id
        order by version
        rows between unbounded preceding and current row
    )
)

select * from deal_versions
