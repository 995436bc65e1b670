import { stageSql, twoDigits } from '#core/compile-match.ts'
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
    where (${fits.map(({ sql }) => sql).join(' or ')}) and ${funnel.subject}_id is not null
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
  const stops = laterSteps(funnel).map(
    (step) =>
      `            when not coalesce(${least(step)} >= ${before(step)}, false) then ${step - 1}`,
  )
  const next = laterSteps(funnel).map((step) => `when ${step - 1} then ${least(step)}`)
  return `straight as (
    select
        entries.*,
        ${laterSteps(funnel).map(least).join(', ')},
        case
${stops.join('\n')}
            else ${funnel.stages.length}
        end as furthest
    from entries
    join leasts on leasts.subject_id = entries.subject_id
),

judged as (
    select
        subject_id, entered_at, value, furthest,
        case furthest ${next.join(' ')} end is not null as is_tangled
    from straight
)`
}

const chains = (funnel: Funnel) => {
  const step = (number: number) => {
    const [from, at] = number === 2 ? ['tangled', 'entered_at'] : [chain(number - 1), 'reached_at']
    return `${chain(number)} as (
    select before.subject_id, min(tangled_later.occurred_at) as reached_at
    from ${from} as before
    join tangled_later
        on tangled_later.subject_id = before.subject_id
            and tangled_later.step = ${number}
            and tangled_later.occurred_at >= before.${at}
    group by before.subject_id
)`
  }
  return `-- A step's earliest time lies before the step before it: only these few are walked through.
tangled as (
    select subject_id, entered_at, value from judged where is_tangled
),

tangled_later as (
    select later.subject_id, later.occurred_at, later.step
    from later
    join tangled on tangled.subject_id = later.subject_id
),

${laterSteps(funnel).map(step).join(',\n\n')}`
}

const reached = (funnel: Funnel) => {
  const walked = laterSteps(funnel).map(
    (step) => `
    union all
    select tangled.value, ${step}, count(*)
    from ${chain(step)}
    join tangled on tangled.subject_id = ${chain(step)}.subject_id
    group by tangled.value`,
  )
  return `furthest as (
    select value, furthest, count(*) as subjects
    from judged
    where not is_tangled
    group by value, furthest
),

reached as (
    select value, 1 as step, count(*) as subjects from entries group by value
    union all
    select furthest.value, steps.step, furthest.subjects
    from furthest
    join unnest(sequence(2, ${funnel.stages.length})) as steps (step) on steps.step <= furthest.furthest${walked.join('')}
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
with ${[entries(funnel, dimension), later(funnel), judged(funnel), chains(funnel), reached(funnel)].join(',\n\n')}

select * from step_counts
order by value, step`
}
