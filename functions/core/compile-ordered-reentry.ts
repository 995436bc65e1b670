import { entryColumns, reachedColumn, stepsOf, tryKeys } from './compile-ordered-plan.ts'
import type { Funnel } from './funnel.ts'

/** Of entries `reentry` and `restart` this many tries of a subject count; further ones are left out. */
export const maxTries = 64

const hopsAtOnce = 9

const hop = (index: number) => `hop_${index}`

/** From one pointer to the next, a few at a time. */
function hopCte(keys: string, first: number, from: string): string {
  const added = Array.from({ length: hopsAtOnce }, (_, index) => {
    const calls = index + 1
    const value = `${'element_at(nexts, '.repeat(calls)}${hop(first - 1)}${')'.repeat(calls)}`
    return `        ${value} as ${hop(first + index)}`
  })
  const before = Array.from({ length: first }, (_, index) => hop(index)).join(', ')
  return `hops_${first} as (
    select
        ${keys}, nexts, ${before},
${added.join(',\n')}
    from ${from}
)`
}

/** When the next entry comes before the second step and so ends the running try. */
function restartSql(funnel: Funnel): string {
  if (funnel.entries !== 'restart') return 'false'
  const later = stepsOf(funnel).slice(1).map(reachedColumn)
  const second = later.length === 1 ? later.join('') : `coalesce(${later.join(', ')})`
  return `coalesce(
            case
                when ${second} is null then next_entry_at <= ends_at
                else next_entry_at < ${second}
            end,
            false
        )`
}

/** A restarted try stays where it stood. */
function countedColumns(funnel: Funnel): string[] {
  const kept = [...entryColumns(funnel), reachedColumn(1)].map((name) => `bounded.${name}`)
  const steps = stepsOf(funnel)
    .slice(1)
    .map(reachedColumn)
    .map((name) => `        case when not restarts then ${name} end as ${name}`)
  return [
    `        ${kept.join(', ')}`,
    ...steps,
    '        case when restarts then next_entry_at else ends_at end as ends_at',
  ]
}

/** From each try to the first that starts once it is over: `successors`, by the numbers of tries. */
function successorCtes(funnel: Funnel): string[] {
  const keys = tryKeys(funnel).join(', ')
  return [
    `numbered as (
    select
        runs.*,
        row_number() over (partition by ${keys} order by order_at) as number,
        lead(order_at) over (partition by ${keys} order by order_at) as next_entry_at
    from runs
)`,
    `bounded as (
    select
        numbered.*,
        ${restartSql(funnel)} as restarts
    from numbered
)`,
    `moments as (
    select ${keys}, order_at as moment, number as starts, cast(null as bigint) as resumes
    from bounded
    union all
    select
        ${keys},
        case when restarts then next_entry_at else resumes_at end,
        null,
        number
    from bounded
)`,
    `successors as (
    select
        ${keys}, resumes,
        min(starts) over (
            partition by ${keys} order by moment range between current row and unbounded following
        ) as successor
    from moments
)`,
  ]
}

/** The numbers of the tries along the chain from the first, as `chosen`. */
function chainOfTries(funnel: Funnel): string[] {
  const keys = tryKeys(funnel).join(', ')
  const firsts = Array.from({ length: (maxTries - 1) / hopsAtOnce }, (_, i) => 1 + i * hopsAtOnce)
  const hops = firsts.map((first, index) =>
    hopCte(keys, first, index === 0 ? 'pointers' : `hops_${first - hopsAtOnce}`),
  )
  const all = Array.from({ length: maxTries }, (_, index) => hop(index))
  return [
    `pointers as (
    select ${keys}, array_agg(successor order by resumes) as nexts, cast(1 as bigint) as ${hop(0)}
    from successors
    where resumes is not null
    group by ${keys}
)`,
    ...hops,
    `chains as (
    select ${keys}, array[${all.join(', ')}] as numbers
    from hops_${firsts.at(-1)}
)`,
    `chosen as (
    select ${keys}, number
    from chains
    cross join unnest(numbers) as hop (number)
    where number is not null
)`,
  ]
}

/**
 * CTEs from `runs` to `counted`: of the tries that each entry would start, those that count, as a
 * chain from the first: the next is the first that starts once the one before is over. The chain
 * is followed through an array of pointers, so that no engine needs recursion.
 */
export function reentryCtes(funnel: Funnel): string[] {
  const same = tryKeys(funnel).map((key) => `chosen.${key} = bounded.${key}`)
  return [
    ...successorCtes(funnel),
    ...chainOfTries(funnel),
    `counted as (
    select
${countedColumns(funnel).join(',\n')}
    from bounded
    join chosen on ${[...same, 'chosen.number = bounded.number'].join(' and ')}
)`,
  ]
}
