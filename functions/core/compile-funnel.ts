import { dimensionColumns, entryJoins } from './compile-dimensions.ts'
import { twoDigits } from './compile-match.ts'
import { orderedCtes } from './compile-ordered.ts'
import { outcomeColumn, settledCtes, visitedColumn } from './compile-outcomes.ts'
import { type Funnel, wonStep } from './funnel.ts'
import { type AttemptRule, dimensions, furthestStep, paddedSteps } from './journey-columns.ts'
import { renderLiteral } from './literal.ts'

/** What makes a row of the journeys one of its kind. */
const journeyGrain = 'funnel, rule, entries, subject_id, attempt, try'

/** Name of the table that `compileFunnel` fills. */
export const journeysTable = (funnel: Pick<Funnel, 'id'>) => `journeys_${funnel.id}`

/** The attempts once, each with what all rules have in common. */
const attemptEntries = (funnel: Funnel) => `attempt_entries as (
    select
        settled.*,
${outcomeColumn(funnel)},
${dimensionColumns()}
    from settled
    cross join cut
${entryJoins(funnel, 'settled')}
)`

/** One expression for all rules where they agree, else the one of the row's rule. */
function byRule(rules: readonly AttemptRule[], sql: (rule: AttemptRule) => string): string {
  const [first = '', ...others] = rules.map(sql)
  if (others.every((each) => each === first)) return first
  const whens = rules.map((rule) => `when '${rule}' then ${sql(rule)}`)
  return `case rules.rule ${whens.join(' ')} end`
}

/** Under `all` a try needs a visit to stage 1; under `visited` one that skipped it still counts. */
const attemptTries = (funnel: Funnel, rules: readonly AttemptRule[]) => {
  const isAll = (rule: AttemptRule) => rule === 'all'
  const enteredAt = byRule(rules, (rule) => (isAll(rule) ? visitedColumn(1) : 'any_01'))
  return `attempt_tries as (
    select
        rules.rule,
        'attempt' as entries,
        subject_id,
        attempt,
        1 as try,
        ${enteredAt} as entered_at,
        ${byRule(rules, (rule) => (isAll(rule) ? 'first_on' : 'began_on'))} as entered_on,
        first_on,
        ${visitedColumn(wonStep(funnel))} as won_at,
        won_on,
        in_calendar_days,
        ${byRule(rules, (rule) => furthestStep(funnel, isAll(rule) ? 'all' : 'visited'))}
            as furthest_step,
${paddedSteps(funnel, (step) => byRule(rules, (rule) => `${rule}_${twoDigits(step)}`), visitedColumn)},
        entry_event_id, outcome, lost_as, lost_at, last_event_at,
        ${dimensions.join(', ')}
    from attempt_entries
    cross join (values ${rules.map((rule) => `('${rule}')`).join(', ')}) as rules (rule)
    where ${enteredAt} is not null
)`
}

const journeys = (funnel: Funnel, sources: readonly string[]) => `tries as (
${sources.map((source) => `    select * from ${source}`).join('\n    union all\n')}
),

journeys as (
    select
        ${renderLiteral({ type: 'string', value: funnel.id })} as funnel,
        tries.*,
        ${wonStep(funnel)} as won_step
    from tries
)`

const isAttemptRule = (rule: string): rule is AttemptRule => rule !== 'ordered'

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
    settledCtes(funnel),
    ...(rules.length > 0 ? [attemptEntries(funnel), attemptTries(funnel, rules)] : []),
    ...(ordered ? orderedCtes(funnel) : []),
    journeys(funnel, sources),
  ].join(',\n\n')}

select * from journeys`
}

/** The SELECT that puts the journeys of every funnel of a build together. */
export function compileJourneys(funnels: readonly Pick<Funnel, 'id'>[]): string {
  const selects = funnels.map((funnel) => `    select * from ${journeysTable(funnel)}`)
  return `-- Every try of every funnel.
-- grain: ${journeyGrain}
-- kind: view
with journeys as (
${selects.join('\n    union all\n')}
)

select * from journeys`
}
