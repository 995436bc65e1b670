import { twoDigits } from '#core/compile-match.ts'
import { maxTries } from '#core/compile-ordered-reentry.ts'
import { renderLiteral } from '#core/literal.ts'
import { countedCtes, type FigureScope, perStep, stepRows } from './funnel-counted.ts'

const secondsBetween = (from: string, to: string) =>
  `cast(date_diff('millisecond', ${from}, ${to}) as double) / 1000`

/**
 * For each cell and step: how many tries reached it, and the mean and median seconds since the step
 * before over those that reached both.
 */
export function stepFigures(scope: FigureScope): string {
  const { funnel } = scope
  const before = (step: string) =>
    step === '01' ? 'cast(null as timestamp)' : `step_${twoDigits(Number(step) - 1)}_at`
  return `${countedCtes(scope)},

reached as (
    select cell, step,
        ${perStep(funnel, (step) => `step_${step}_at`)} as reached_at,
        ${perStep(funnel, before)} as before_at
    from counted
    ${stepRows(funnel)}
),

times as (
    select cell, step, reached_at, before_at,
        ${secondsBetween('before_at', 'reached_at')} as seconds,
        date_diff('millisecond', before_at, reached_at) as milliseconds,
        row_number() over (
            partition by cell, step, reached_at is null or before_at is null
            order by date_diff('millisecond', before_at, reached_at)
        ) as place,
        count(*) over (
            partition by cell, step, reached_at is null or before_at is null
        ) as number
    from reached
)

select cell, step,
    count(reached_at) as reached,
    count(milliseconds) as measured,
    cast(sum(milliseconds) as double) / nullif(count(milliseconds), 0) / 1000 as mean_seconds,
    cast(sum(case when place in ((number + 1) / 2, (number + 2) / 2) then milliseconds end) as double)
        / nullif(count(case when place in ((number + 1) / 2, (number + 2) / 2) then milliseconds end), 0)
        / 1000 as median_seconds
from times
group by cell, step
order by cell, step`
}

/** How far each subject came: the highest step it reached, and when. */
export const memberFigures = (scope: FigureScope): string => `${countedCtes(scope)}

select subject_id, furthest_step from counted order by subject_id, try`

/** Tries that reached both of two steps, with the mean and median seconds between them. */
export function spanFigures(scope: FigureScope, from: number, to: number): string {
  const [began, ended] = [`step_${twoDigits(from)}_at`, `step_${twoDigits(to)}_at`]
  return `${countedCtes(scope)},

times as (
    select
        date_diff('millisecond', ${began}, ${ended}) as milliseconds,
        row_number() over (order by date_diff('millisecond', ${began}, ${ended})) as place,
        count(*) over () as number
    from counted
    where ${began} is not null and ${ended} is not null
)

select
    count(*) as measured,
    cast(sum(milliseconds) as double) / nullif(count(*), 0) / 1000 as mean_seconds,
    cast(sum(case when place in ((number + 1) / 2, (number + 2) / 2) then milliseconds end) as double)
        / nullif(count(case when place in ((number + 1) / 2, (number + 2) / 2) then milliseconds end), 0)
        / 1000 as median_seconds
from times`
}

/**
 * A histogram of the seconds from one step to a later one: as many bins as the cube root of the
 * number of tries, rounded up, of whole seconds; the last holds the largest alone.
 */
export function histogram(scope: FigureScope, from: number, to: number): string {
  return `${countedCtes(scope)},

times as (
    select ${secondsBetween(`step_${twoDigits(from)}_at`, `step_${twoDigits(to)}_at`)} as seconds
    from counted
    where step_${twoDigits(from)}_at is not null and step_${twoDigits(to)}_at is not null
),

extent as (
    select min(seconds) as least_seconds, max(seconds) as most_seconds, ceiling(cbrt(count(*))) as bins
    from times
    having count(*) > 0
),

widths as (
    select least_seconds, bins,
        case
            when most_seconds = least_seconds then 60
            else ceiling((most_seconds - least_seconds) / bins)
        end as width
    from extent
),

edges as (
    select least_seconds + number * width as starts_at, least_seconds + (number + 1) * width as ends_at
    from widths
    cross join unnest(sequence(0, cast(bins as bigint))) as numbers (number)
)

select edges.starts_at as seconds, count(times.seconds) as tries
from edges
left join times on times.seconds >= edges.starts_at and times.seconds < edges.ends_at
group by edges.starts_at
order by edges.starts_at`
}

/** For each period that begins in the local days `[from, to)`: tries that reached a step, and a later one. */
export function trendFigures(
  scope: FigureScope & { readonly by: { readonly period: string } },
  steps: { readonly from: number; readonly to: number },
  days: { readonly from: string; readonly to: string },
): string {
  const day = (value: string) => renderLiteral({ type: 'date', value })
  return `${countedCtes(scope)},

buckets as (
    select cast(starts_on as varchar) as bucket
    from calendar
    where kind = ${renderLiteral({ type: 'string', value: scope.by.period })}
        and ends_on > ${day(days.from)}
        and starts_on < ${day(days.to)}
)

select buckets.bucket,
    count(counted.step_${twoDigits(steps.from)}_at) as entered,
    count(counted.step_${twoDigits(steps.to)}_at) as converted
from buckets
left join counted on counted.cell = buckets.bucket
group by buckets.bucket
order by buckets.bucket`
}

/** How many subjects have as many tries as entries `reentry` and `restart` count at most. */
export const chainNote = `select count(distinct subject_id) as subjects
from journeys
where rule = 'ordered' and entries in ('reentry', 'restart') and try >= ${maxTries}`
