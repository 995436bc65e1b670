import { matcherSql, stageSql, twoDigits } from '#core/compile-match.ts'
import type { Funnel, Stage } from '#core/funnel.ts'
import type { Dimension } from '#core/journey-columns.ts'

const least = (step: number) => `least_${twoDigits(step)}`
const chain = (step: number) => `chain_${twoDigits(step)}`
const stepsOf = (funnel: Funnel) => funnel.stages.map((_, index) => index + 1)

/** One list of names where no step asks for more than a name: engines test it faster than many. */
function anyStep(funnel: Funnel): string {
  const plain = ({ events, where, type, or }: Stage) => events && !where && !type && !or
  if (!funnel.stages.every(plain) || funnel.uses_outcomes) {
    return `(${funnel.stages.map((stage) => stageSql(funnel, stage)).join(' or ')})`
  }
  return matcherSql({ events: funnel.stages.flatMap(({ events }) => events ?? []) })
}

const noted = (funnel: Funnel, dimension: Dimension) => {
  const whens = funnel.stages.map(
    (stage, index) => `            when ${stageSql(funnel, stage)} then ${index + 1}`,
  )
  return `noted as (
    select
        ${funnel.subject}_id as subject_id,
        occurred_at,
        ${dimension},
        case
${whens.join('\n')}
        end as step
    from events
    where ${anyStep(funnel)} and ${funnel.subject}_id is not null
)`
}

/** As long as the earliest times of the steps rise, they are the chain itself. */
const judged = (funnel: Funnel, dimension: Dimension) => {
  const leasts = stepsOf(funnel).map(
    (step) => `        min(case when step = ${step} then occurred_at end) as ${least(step)}`,
  )
  const later = stepsOf(funnel).slice(1)
  const falls = later.map((step) => `${least(step)} < ${least(step - 1)}`)
  const stops = later.map((step) => `            when ${least(step)} is null then ${step - 1}`)
  return `leasts as (
    select
        subject_id,
        coalesce(min_by(${dimension}, occurred_at) filter (where step = 1), '(none)') as value,
${leasts.join(',\n')}
    from noted
    group by subject_id
),

judged as (
    select
        subject_id,
        value,
        ${least(1)} as entered_at,
        case
${stops.join('\n')}
            else ${funnel.stages.length}
        end as furthest,
        coalesce(${falls.join(' or ')}, false) as is_tangled
    from leasts
    where ${least(1)} is not null
)`
}

/** Brings the time of one more step along; null where the chain ended before. */
const walk = (number: number) => {
  const columns = ['subject_id', 'value', 'entered_at']
  for (let step = 2; step < number; step += 1) columns.push(chain(step))
  const [from, at] =
    number === 2 ? ['tangled', 'entered_at'] : [`walk_${number - 1}`, chain(number - 1)]
  return `walk_${number} as (
    select
        ${columns.map((column) => `before.${column}`).join(', ')},
        min(case when ahead.step = ${number} then ahead.occurred_at end) as ${chain(number)}
    from ${from} as before
    left join ahead
        on ahead.subject_id = before.subject_id and ahead.occurred_at >= before.${at}
    group by ${columns.map((column) => `before.${column}`).join(', ')}
)`
}

const walks = (
  funnel: Funnel,
) => `-- A step's earliest time lies before that of the step before: only these few are walked through.
tangled as (
    select subject_id, value, entered_at from judged where is_tangled
),

ahead as (
    select noted.subject_id, noted.occurred_at, noted.step
    from noted
    join tangled on tangled.subject_id = noted.subject_id
    where noted.step > 1
),

${stepsOf(funnel).slice(1).map(walk).join(',\n\n')}`

const reached = (funnel: Funnel) => {
  const last = funnel.stages.length
  const stops = stepsOf(funnel)
    .slice(1)
    .map((step) => `when ${chain(step)} is null then ${step - 1}`)
  return `furthest as (
    select value, furthest, count(case when not is_tangled then 1 end) as subjects
    from judged
    group by value, furthest
    union all
    select value, case ${stops.join(' ')} else ${last} end, 1 from walk_${last}
),

step_counts as (
    select furthest.value, steps.step, cast(sum(furthest.subjects) as bigint) as subjects
    from furthest
    join unnest(sequence(1, ${last})) as steps (step) on steps.step <= furthest.furthest
    where furthest.subjects > 0
    group by furthest.value, steps.step
)`
}

/**
 * The SELECT that counts how many subjects reached each step in order, by a dimension at entry,
 * straight from events: for funnels of the rule `ordered` with entries `first`, no window, and
 * steps that share no event. One pass finds the earliest time of every step; where those rise they
 * are the answer, and only the other subjects are looked at again.
 */
export function compileStepCounts(funnel: Funnel, dimension: Dimension): string {
  return `-- How many subjects reached each step of ${funnel.id}, by ${dimension}.
-- grain: value, step
with ${[noted(funnel, dimension), judged(funnel, dimension), walks(funnel), reached(funnel)].join(',\n\n')}

select * from step_counts
order by value, step`
}
