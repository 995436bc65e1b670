import { twoDigits } from './compile-match.ts'
import { orderedCtes } from './compile-ordered.ts'
import { outcomeColumns, outcomeCtes } from './compile-outcomes.ts'
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

/** What makes a row of the journeys one of its kind. */
const journeyGrain = 'funnel, rule, entries, subject_id, attempt, try'

/** Name of the table that `compileFunnel` fills. */
export const journeysTable = (funnel: Pick<Funnel, 'id'>) => `journeys_${funnel.id}`

const firsts = (funnel: Funnel) => `-- The first event of each stage that an attempt visited.
ranked as (
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

/** Under `visited` an attempt that skipped stage 1 still counts at the stages it visited. */
const ruleSelect = (funnel: Funnel, rule: AttemptRule) => {
  const entered = rule === 'all' ? 'visited_01' : 'any_01'
  return `    select
        '${rule}' as rule,
        'attempt' as entries,
        subject_id,
        attempt,
        1 as try,
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

const versionJoin = (
  alias: string,
  kind: string,
  id: string,
) => `    left join subject_versions as ${alias}
        on ${alias}.kind = ${kind}
            and ${alias}.id = ${id}
            and ${alias}.valid_from <= entry_event.occurred_at
            and entry_event.occurred_at < ${alias}.valid_to`

/** The person of an event is its lead, else its contact. */
const personOfEvent = {
  kind: `case when entry_event.lead_id is null then 'contact' else 'lead' end`,
  id: 'coalesce(entry_event.lead_id, entry_event.contact_id)',
}

/** A subject's own versions are read by its id; the others by the ids of the entry event. */
function versionJoins({ subject }: Funnel): string {
  const own = (kind: string, id: string) => (subject === kind ? 'tries.subject_id' : id)
  const isPerson = subject === 'lead' || subject === 'contact'
  const person = isPerson ? { kind: `'${subject}'`, id: 'tries.subject_id' } : personOfEvent
  return [
    versionJoin('deal', `'opportunity'`, own('opportunity', 'entry_event.opportunity_id')),
    versionJoin('person', person.kind, person.id),
    versionJoin('account', `'account'`, own('account', 'entry_event.account_id')),
  ].join('\n')
}

/** Tries of the rules that look at what an attempt visited. */
const attemptTries = (funnel: Funnel) => `attempt_tries as (
    select
        rules.*,
        entries.event_id as entry_event_id,
${outcomeColumns(funnel)}
    from rules
    cross join cut
    join standing_losses
        on standing_losses.subject_id = rules.subject_id
            and standing_losses.attempt = rules.attempt
    join entries on entries.subject_id = rules.subject_id and entries.attempt = rules.attempt
)`

const journeys = (funnel: Funnel, sources: readonly string[]) => `tries as (
${sources.map((source) => `    select * from ${source}`).join('\n    union all\n')}
),

journeys as (
    select
        ${renderLiteral({ type: 'string', value: funnel.id })} as funnel,
        tries.*,
        ${wonStep(funnel)} as won_step,
${dimensionColumns()}
    from tries
    join events as entry_event on entry_event.event_id = tries.entry_event_id
${versionJoins(funnel)}
)`

const isAttemptRule = (rule: string): rule is AttemptRule => rule !== 'ordered'

const attemptCtes = (funnel: Funnel, rules: readonly AttemptRule[]) =>
  rules.length === 0
    ? []
    : [
        firsts(funnel),
        stepsCte(funnel),
        entries(funnel),
        `rules as (\n${rules.map((rule) => ruleSelect(funnel, rule)).join('\n    union all\n')}\n)`,
        attemptTries(funnel),
      ]

/**
 * The SELECT that turns a funnel's stage events into tries: one row per rule, subject, attempt and
 * try, with the time each step was visited and reached, the furthest step, the outcome as known at
 * the cut, and the dimensions at entry. Runs on every engine as it stands.
 */
export function compileFunnel(funnel: Funnel): string {
  const rules = funnel.rules.filter(isAttemptRule)
  const ordered = funnel.rules.includes('ordered')
  const sources = [
    ...(rules.length > 0 ? ['attempt_tries'] : []),
    ...(ordered ? ['ordered_tries'] : []),
  ]
  return `-- Tries of the funnel ${funnel.id}.
-- grain: ${journeyGrain}
with ${[
    outcomeCtes(funnel),
    ...attemptCtes(funnel, rules),
    ...(ordered ? orderedCtes(funnel) : []),
    journeys(funnel, sources),
  ].join(',\n\n')}

select * from journeys`
}

/** The SELECT that puts the journeys of every funnel of a build into one table. */
export function compileJourneys(funnels: readonly Pick<Funnel, 'id'>[]): string {
  const selects = funnels.map((funnel) => `    select * from ${journeysTable(funnel)}`)
  return `-- Every try of every funnel.
-- grain: ${journeyGrain}
-- partition: year(entered_on)
with journeys as (
${selects.join('\n    union all\n')}
)

select * from journeys`
}
