import { twoDigits } from './compile-match.ts'
import { stageEventsTable } from './compile-stage-events.ts'
import { type Funnel, wonStep } from './funnel.ts'
import {
  type AttemptRule,
  dimensionColumns,
  furthestStep,
  paddedSteps,
  stepColumns,
} from './journey-columns.ts'
import { renderLiteral } from './literal.ts'

/** Name of the table that `compileFunnel` fills. */
export const journeysTable = (funnel: Pick<Funnel, 'id'>) => `journeys_${funnel.id}`

const firsts = (funnel: Funnel) => `-- The first event of each stage that an attempt visited.
with ranked as (
    select
        subject_id, attempt, event_id, occurred_at, occurred_on, date_only, stage_no,
        row_number() over (partition by subject_id, attempt, stage_no order by place) as nth
    from ${stageEventsTable(funnel)}
    where stage_no is not null
),

firsts as (
    select * from ranked where nth = 1
)`

const stepsCte = (funnel: Funnel) => `steps as (
    select
        subject_id,
        attempt,
        min(occurred_on) as began_on,
        min(case when stage_no = 1 then occurred_on end) as first_on,
        min(case when stage_no = ${wonStep(funnel)} then occurred_on end) as won_on,
        max(case when stage_no in (1, ${wonStep(funnel)}) and date_only then 1 else 0 end) = 1
            as in_calendar_days,
${stepColumns(funnel)}
    from firsts
    group by subject_id, attempt
)`

const entries = (
  funnel: Funnel,
) => `-- The first visit to the earliest stage, even if it was recorded late, gives the dimensions.
visits as (
    select
        subject_id, attempt, event_id,
        row_number() over (partition by subject_id, attempt order by stage_no, place) as nth
    from ${stageEventsTable(funnel)}
    where makes_visit
),

entries as (
    select subject_id, attempt, event_id from visits where nth = 1
)`

const outcomes = (funnel: Funnel) => `losses as (
    select
        subject_id, attempt, place, lost_as, occurred_at as lost_at,
        row_number() over (partition by subject_id, attempt order by place desc) as nth
    from ${stageEventsTable(funnel)}
    where lost_as is not null
),

last_events as (
    select
        subject_id,
        attempt,
        max(occurred_at) as last_event_at,
        max(case when makes_visit then place end) as last_visit_place
    from ${stageEventsTable(funnel)}
    group by subject_id, attempt
),

-- A stage visited after the loss reopens the attempt.
standing_losses as (
    select
        last_events.subject_id, last_events.attempt, last_events.last_event_at,
        losses.lost_at, losses.lost_as
    from last_events
    left join losses
        on losses.subject_id = last_events.subject_id
            and losses.attempt = last_events.attempt
            and losses.nth = 1
            and losses.place > last_events.last_visit_place
)`

/** Under `visited` an attempt that skipped stage 1 still counts at the stages it visited. */
const ruleSelect = (funnel: Funnel, rule: AttemptRule) => {
  const entered = rule === 'all' ? 'visited_01' : 'any_01'
  return `    select
        '${rule}' as rule,
        subject_id,
        attempt,
        ${entered} as entered_at,
        ${rule === 'all' ? 'first_on' : 'began_on'} as entered_on,
        first_on,
        visited_${twoDigits(wonStep(funnel))} as won_at,
        won_on,
        in_calendar_days,
        ${furthestStep(funnel, rule)} as furthest_step,
${paddedSteps(funnel, rule, 'visited')}
    from steps
    where ${entered} is not null`
}

function outcomeColumn({ reentry_after_days: days }: Funnel): string {
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
        case when rules.won_at is null then standing_losses.lost_at end as lost_at,
        standing_losses.last_event_at`
}

const versionJoin = (
  alias: string,
  kind: string,
  id: string,
) => `    left join subject_versions as ${alias}
        on ${alias}.kind = '${kind}'
            and ${alias}.id = ${id}
            and ${alias}.valid_from <= entry_event.occurred_at
            and entry_event.occurred_at < ${alias}.valid_to`

/** A subject's own versions are read by its id; the others by the ids of the entry event. */
function versionJoins({ subject }: Funnel): string {
  const own = (kind: string, id: string) => (subject === kind ? 'rules.subject_id' : id)
  const person = subject === 'contact' ? 'contact' : 'lead'
  return [
    versionJoin('deal', 'opportunity', own('opportunity', 'entry_event.opportunity_id')),
    versionJoin('person', person, own(person, `entry_event.${person}_id`)),
    versionJoin('account', 'account', own('account', 'entry_event.account_id')),
  ].join('\n')
}

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
    join standing_losses
        on standing_losses.subject_id = rules.subject_id
            and standing_losses.attempt = rules.attempt
    join entries on entries.subject_id = rules.subject_id and entries.attempt = rules.attempt
    join events as entry_event on entry_event.event_id = entries.event_id
${versionJoins(funnel)}
)`

const isAttemptRule = (rule: string): rule is AttemptRule => rule !== 'ordered'

/**
 * The SELECT that turns a funnel's stage events into tries: one row per rule, subject and attempt,
 * with the time each step was visited and reached, the furthest step, the outcome as known at the
 * cut, and the dimensions at entry. Runs on every engine as it stands.
 */
export function compileFunnel(funnel: Funnel): string {
  const rules = funnel.rules.filter(isAttemptRule)
  return `-- Tries of the funnel ${funnel.id}.
-- grain: funnel, rule, subject_id, attempt
${[
  firsts(funnel),
  stepsCte(funnel),
  entries(funnel),
  outcomes(funnel),
  `rules as (\n${rules.map((rule) => ruleSelect(funnel, rule)).join('\n    union all\n')}\n)`,
  journeys(funnel),
].join(',\n\n')}

select * from journeys`
}

/** The SELECT that puts the journeys of every funnel of a build into one table. */
export function compileJourneys(funnels: readonly Pick<Funnel, 'id'>[]): string {
  const selects = funnels.map((funnel) => `    select * from ${journeysTable(funnel)}`)
  return `-- Every try of every funnel.
-- grain: funnel, rule, subject_id, attempt
-- partition: year(entered_on)
with journeys as (
${selects.join('\n    union all\n')}
)

select * from journeys`
}
