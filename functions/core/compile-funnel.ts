import { stageEventsTable } from './compile-stage-events.ts'
import type { Funnel } from './funnel.ts'
import { dimensionColumns, type Rule, ruleColumns, stepColumns, wonStep } from './journey-columns.ts'
import { renderLiteral } from './literal.ts'

/** Name of the table that `compileFunnel` fills. */
export const journeysTable = (funnel: Pick<Funnel, 'id'>) => `journeys_${funnel.id}`

const firsts = (funnel: Funnel) => `-- The first event of each stage that a subject visited.
with ranked as (
    select
        subject_id, event_id, occurred_at, occurred_on, date_only, stage_no,
        row_number() over (partition by subject_id, stage_no order by occurred_at, event_id) as place
    from ${stageEventsTable(funnel)}
    where stage_no is not null
),

firsts as (
    select * from ranked where place = 1
)`

const steps = (funnel: Funnel) => `steps as (
    select
        subject_id,
        min(occurred_on) as any_on,
        min(case when stage_no = 1 then occurred_on end) as all_on,
        min(case when stage_no = ${wonStep(funnel)} then occurred_on end) as won_on,
        max(case when stage_no in (1, ${wonStep(funnel)}) and date_only then 1 else 0 end) = 1
            as in_calendar_days,
${stepColumns(funnel)}
    from firsts
    group by subject_id
)`

const entries = (funnel: Funnel) => `-- The first visit to the earliest stage, even if it was recorded late, gives the dimensions.
visits as (
    select
        subject_id,
        event_id,
        row_number() over (partition by subject_id order by stage_no, occurred_at, event_id) as place
    from ${stageEventsTable(funnel)}
    where is_visit
),

entries as (
    select subject_id, event_id from visits where place = 1
)`

const outcomes = (funnel: Funnel) => `losses as (
    select
        subject_id,
        lost_as,
        occurred_at as lost_at,
        row_number() over (partition by subject_id order by occurred_at desc, event_id desc) as place
    from ${stageEventsTable(funnel)}
    where lost_as is not null
),

last_events as (
    select
        subject_id,
        max(occurred_at) as last_event_at,
        max(case when stage_no is not null then occurred_at end) as last_stage_at
    from ${stageEventsTable(funnel)}
    group by subject_id
),

-- A stage visited after the loss reopens the attempt.
standing_losses as (
    select last_events.subject_id, last_events.last_event_at, losses.lost_at, losses.lost_as
    from last_events
    left join losses
        on losses.subject_id = last_events.subject_id
            and losses.place = 1
            and losses.lost_at >= last_events.last_stage_at
)`

const ruleSelect = (funnel: Funnel, rule: Rule) => `    select
        '${rule}' as rule,
        subject_id,
        ${rule}_01 as entered_at,
        ${rule}_on as entered_on,
        all_on as first_on,
        visited_${String(wonStep(funnel)).padStart(2, '0')} as won_at,
        won_on,
        in_calendar_days,
${ruleColumns(funnel, rule)}
    from steps
    where ${rule}_01 is not null`

function outcomeColumn(funnel: Funnel): string {
  const days = funnel.expires_after_days
  const expired =
    days === undefined
      ? ''
      : `
            when date_add('day', ${days}, standing_losses.last_event_at) < cut.cut_at then 'expired'`
  return `        case
            when rules.won_at is not null then 'won'
            when standing_losses.lost_as is not null then 'lost'${expired}
            else 'open'
        end as outcome,
        case when rules.won_at is null then standing_losses.lost_as end as lost_as,
        case when rules.won_at is null then standing_losses.lost_at end as lost_at`
}

const versionJoin = (alias: string, kind: string, id: string) => `    left join subject_versions as ${alias}
        on ${alias}.kind = '${kind}'
            and ${alias}.id = ${id}
            and ${alias}.valid_from <= entry_event.occurred_at
            and entry_event.occurred_at < ${alias}.valid_to`

const journeys = (funnel: Funnel) => `journeys as (
    select
        ${renderLiteral({ type: 'string', value: funnel.id })} as funnel,
        rules.*,
        ${wonStep(funnel)} as won_step,
        entries.event_id as entry_event_id,
${outcomeColumn(funnel)},
${dimensionColumns()}
    from rules
    cross join cut
    join standing_losses on standing_losses.subject_id = rules.subject_id
    join entries on entries.subject_id = rules.subject_id
    join events as entry_event on entry_event.event_id = entries.event_id
${versionJoin('deal', 'opportunity', 'entry_event.opportunity_id')}
${versionJoin('person', funnel.subject, 'rules.subject_id')}
${versionJoin('account', 'account', 'entry_event.account_id')}
)`

/**
 * The SELECT that turns a funnel's stage events into tries: one row per rule and subject, with the
 * time each step was visited and reached, the furthest step, the outcome as known at the cut, and
 * the dimensions at entry. Runs on every engine as it stands.
 */
export function compileFunnel(funnel: Funnel): string {
  const rules = funnel.rules.map((rule) => ruleSelect(funnel, rule)).join('\n    union all\n')
  return `-- Tries of the funnel ${funnel.id}.
-- grain: funnel, rule, subject_id
${[
  firsts(funnel),
  steps(funnel),
  entries(funnel),
  outcomes(funnel),
  `rules as (\n${rules}\n)`,
  journeys(funnel),
].join(',\n\n')}

select * from journeys`
}

/** The SELECT that puts the journeys of every funnel of a build into one table. */
export function compileJourneys(funnels: readonly Pick<Funnel, 'id'>[]): string {
  const selects = funnels.map((funnel) => `    select * from ${journeysTable(funnel)}`)
  return `-- Every try of every funnel.
-- grain: funnel, rule, subject_id
-- partition: year(entered_on)
with journeys as (
${selects.join('\n    union all\n')}
)

select * from journeys`
}
