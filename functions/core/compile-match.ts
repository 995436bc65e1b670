import type { Condition, Funnel, Matcher, Stage } from './funnel.ts'
import { wonStep } from './funnel.ts'
import { renderLiteral } from './literal.ts'

const text = (value: string) => renderLiteral({ type: 'string', value })
const list = (values: readonly string[]) => renderLiteral({ type: 'strings', value: values })

const lostOutcomes = list(['lost', 'no_decision', 'disqualified'])

/** The number of a step in column names: `01` to `12`. */
export const twoDigits = (step: number) => String(step).padStart(2, '0')

/** A field of an event as text; booleans read `true` and `false`. */
export function fieldText(field: string): string {
  const key = /^properties\.(.+)$/.exec(field)?.[1]
  return key === undefined
    ? `cast(${field} as varchar)`
    : `json_extract_scalar(properties, ${text(`$.${key}`)})`
}

function conditionSql(condition: Condition): string {
  const field = fieldText(condition.field)
  if (condition.equals !== undefined) return `${field} = ${text(condition.equals)}`
  if (condition.in !== undefined) return `${field} in (${list(condition.in)})`
  if (condition.not !== undefined) return `coalesce(${field} <> ${text(condition.not)}, true)`
  return `${field} is ${condition.present ? 'not null' : 'null'}`
}

const nameSql = (matcher: Pick<Matcher, 'events' | 'any'>) =>
  matcher.events === undefined ? 'true' : `name in (${list(matcher.events)})`

/** When an event fits the matcher: its name, its type and every condition. */
export function matcherSql(matcher: Matcher): string {
  const type = matcher.type === undefined ? [] : [`type = ${text(matcher.type)}`]
  return [nameSql(matcher), ...type, ...(matcher.where ?? []).map(conditionSql)].join(' and ')
}

const either = (conditions: readonly string[]) =>
  conditions.length === 1 ? conditions.join('') : conditions.map((each) => `(${each})`).join(' or ')

const wonOutcome = `type = 'stage' and outcome = 'won'`

const wonSql = (funnel: Funnel, stage: Stage) =>
  funnel.uses_outcomes && funnel.stages.indexOf(stage) + 1 === wonStep(funnel) ? [wonOutcome] : []

/** When an event means being in the stage: any of its matchers, and a won outcome for the won stage. */
export function stageSql(funnel: Funnel, stage: Stage): string {
  return either([...[stage, ...(stage.or ?? [])].map(matcherSql), ...wonSql(funnel, stage)])
}

/** When an event has the stage's name, whatever else: what `first: ever` looks at. */
export const stageNameSql = (funnel: Funnel, stage: Stage) =>
  either([...[stage, ...(stage.or ?? [])].map(nameSql), ...wonSql(funnel, stage)])

/** The kind of loss that an event means, or null; a stage event's outcome says more than its name. */
export function lostSql({ lost_events: names, uses_outcomes: uses }: Funnel): string {
  const outcome = `when type = 'stage' and outcome in (${lostOutcomes}) then outcome`
  const named = `when name in (${list(names)}) then 'lost'`
  const won = `when ${wonOutcome} then null`
  const byName = names.length === 0 ? [] : uses ? [won, named] : [named]
  const whens = [...(uses ? [outcome] : []), ...byName]
  if (whens.length === 0) return 'cast(null as varchar)'
  return `case
            ${whens.join('\n            ')}
        end`
}

/** Columns of the stage events that say which steps and exclusions an event fits, and the held value. */
export function stageEventFlags(funnel: Funnel): string[] {
  return [
    ...funnel.stages.map((_, index) => `is_${twoDigits(index + 1)}`),
    ...funnel.exclusions.map((_, index) => `excludes_${twoDigits(index + 1)}`),
    ...(funnel.hold_constant === undefined ? [] : ['held']),
  ]
}

/** When an event of the stage is a milestone: any type but `stage`, unless the stage says how it counts. */
export function milestoneSql(stage: Stage): string {
  if (stage.counts === undefined) return `type <> 'stage'`
  return stage.counts === 'first' ? 'true' : 'false'
}
