-- The account of each lead, contact and opportunity: its own relation to one, of several the latest;
-- a lead without goes by its opportunity, then by its contact.
-- grain: kind, id
with direct as (
    select
        from_kind,
        from_id,
        into_id,
        row_number() over (
            partition by from_kind, from_id order by since desc, into_id
        ) as nth
    from relations
    where into_kind = 'account' and from_kind in ('lead', 'contact', 'opportunity')
),

own as (
    select from_kind as kind, from_id as id, into_id as account_id from direct where nth = 1
),

through as (
    select
        relations.from_id as lead_id,
        own.account_id,
        row_number() over (
            partition by relations.from_id
            order by
                case when relations.into_kind = 'opportunity' then 0 else 1 end,
                relations.since desc,
                own.account_id
        ) as nth
    from relations
    join own on own.kind = relations.into_kind and own.id = relations.into_id
    left join own as lead on lead.kind = 'lead' and lead.id = relations.from_id
    where relations.from_kind = 'lead'
        and relations.into_kind in ('contact', 'opportunity')
        and lead.id is null
),

subject_accounts as (
    select kind, id, account_id from own
    union all
    select 'lead' as kind, lead_id as id, account_id from through where nth = 1
)

select * from subject_accounts
