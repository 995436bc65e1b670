import { matcherSql, stageSql, twoDigits } from '#core/compile-match.ts'
import type { Funnel } from '#core/funnel.ts'
import type { Dimension } from '#core/journey-columns.ts'

const least = (step: number) => `least_${twoDigits(step)}`
const chain = (step: number) => `chain_${twoDigits(step)}`
const laterSteps = (funnel: Funnel) => funnel.stages.slice(1).map((_, index) => index + 2)

/** The first event of step 1 decides, so two columns of it are all that is kept. */
const entries = (funnel: Funnel, dimension: Dimension) => {
  const [first] = funnel.stages
  if (!first) throw new Error('a funnel without stages')
  return `entries as (
    select
        ${funnel.subject}_id as subject_id,
        min(occurred_at) as entered_at,
        min_by(coalesce(${dimension}, '(none)'), occurred_at) as value
    from events
    where ${stageSql(funnel, first)} and ${funnel.subject}_id is not null
    group by ${funnel.subject}_id
)`
}

/** One list of names where no step asks for more than a name: engines test it faster than many. */
function anyOf(funnel: Funnel, steps: readonly number[]): string {
  const stages = steps.flatMap((step) => funnel.stages[step - 1] ?? [])
  const isPlain = stages.every(({ events, where, type, or }) => events && !where && !type && !or)
  if (!isPlain || funnel.uses_outcomes) {
    return `(${stages.map((stage) => stageSql(funnel, stage)).join(' or ')})`
  }
  return matcherSql({ events: stages.flatMap(({ events }) => events ?? []) })
}

const later = (funnel: Funnel) => {
  const fits = laterSteps(funnel).map((step) => {
    const stage = funnel.stages[step - 1]
    return { step, sql: stage ? stageSql(funnel, stage) : 'false' }
  })
  return `later as (
    select
        ${funnel.subject}_id as subject_id,
        occurred_at,
        case
${fits.map(({ step, sql }) => `            when ${sql} then ${step}`).join('\n')}
        end as step
    from events
    where ${anyOf(funnel, laterSteps(funnel))} and ${funnel.subject}_id is not null
),

leasts as (
    select
        subject_id,
${laterSteps(funnel)
  .map((step) => `        min(case when step = ${step} then occurred_at end) as ${least(step)}`)
  .join(',\n')}
    from later
    group by subject_id
)`
}

/** As long as the earliest times of the steps rise, they are the chain itself. */
const judged = (funnel: Funnel) => {
  const before = (step: number) => (step === 2 ? 'entered_at' : least(step - 1))
  const falls = laterSteps(funnel).map((step) => `${least(step)} < ${before(step)}`)
  const stops = laterSteps(funnel).map(
    (step) => `            when ${least(step)} is null then ${step - 1}`,
  )
  return `judged as (
    select
        entries.subject_id,
        entries.entered_at,
        entries.value,
        case
${stops.join('\n')}
            else ${funnel.stages.length}
        end as furthest,
        coalesce(${falls.join(' or ')}, false) as is_tangled
    from entries
    join leasts on leasts.subject_id = entries.subject_id
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
    left join tangled_later as ahead
        on ahead.subject_id = before.subject_id and ahead.occurred_at >= before.${at}
    group by ${columns.map((column) => `before.${column}`).join(', ')}
)`
}

const walks = (
  funnel: Funnel,
) => `-- A step's earliest time lies before that of the step before: only these few are walked through.
tangled as (
    select subject_id, entered_at, value from judged where is_tangled
),

tangled_later as (
    select later.subject_id, later.occurred_at, later.step
    from later
    join tangled on tangled.subject_id = later.subject_id
),

${laterSteps(funnel).map(walk).join(',\n\n')}`

const reached = (funnel: Funnel) => {
  const last = funnel.stages.length
  const stops = laterSteps(funnel).map((step) => `when ${chain(step)} is null then ${step - 1}`)
  return `furthest as (
    select value, furthest, count(*) as subjects
    from judged
    where not is_tangled
    group by value, furthest
    union all
    select value, case ${stops.join(' ')} else ${last} end, 1 from walk_${last}
),

reached as (
    select value, 1 as step, count(*) as subjects from entries group by value
    union all
    select furthest.value, steps.step, furthest.subjects
    from furthest
    join unnest(sequence(2, ${last})) as steps (step) on steps.step <= furthest.furthest
),

step_counts as (
    select value, step, cast(sum(subjects) as bigint) as subjects
    from reached
    group by value, step
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
with ${[entries(funnel, dimension), later(funnel), judged(funnel), walks(funnel), reached(funnel)].join(',\n\n')}

select * from step_counts
order by value, step`
}
