import { fieldText, twoDigits } from '#core/compile-match.ts'
import { defaultRule, type Funnel, type Rule } from '#core/funnel.ts'
import { renderLiteral } from '#core/literal.ts'

/** Which value of a field a try has: at a step, the first or last known on its way. */
export type Attribution = 'first' | 'last' | number

/** What figures are taken over; a cell is a part in which each subject counts once. */
export interface FigureScope {
  readonly funnel: Funnel
  readonly rule?: Rule
  /** Tries entered at or after this ISO instant; the end is the cut of the measurement. */
  readonly enteredFrom?: string
  /** Cells by period of the entry, or by value of a field. */
  readonly by?:
    | { readonly period: 'day' | 'week' | 'month' | 'quarter' | 'year' }
    | { readonly field: string; readonly attribution: Attribution }
}

const text = (value: string) => renderLiteral({ type: 'string', value })

const steps = ({ stages }: Funnel) => stages.map((_, index) => index + 1)

const perStep = (funnel: Funnel, column: (step: string) => string) =>
  `case step\n${steps(funnel)
    .map((step) => `            when ${step} then ${column(twoDigits(step))}`)
    .join('\n')}\n        end`

const stepRows = (funnel: Funnel) =>
  `cross join unnest(sequence(1, ${funnel.stages.length})) as numbers (step)`

/** The value of a field at the events that served the steps of each try. */
function valueCtes(funnel: Funnel, field: string, attribution: Attribution): string {
  const order = attribution === 'last' ? 'step desc' : 'step'
  const among = typeof attribution === 'number' ? `step = ${attribution}` : 'value is not null'
  const fits = funnel.any_order ? 'true' : perStep(funnel, (step) => `stage_events.is_${step}`)
  return `carried as (
    select event_id, ${fieldText(field)} as value
    from events
),

passed as (
    select tries.subject_id, tries.attempt, tries.try, step, carried.value,
        row_number() over (
            partition by tries.subject_id, tries.attempt, tries.try, step
            order by
                case when stage_events.event_id = tries.entry_event_id then 0 else 1 end,
                stage_events.place
        ) as nth
    from tries
    ${stepRows(funnel)}
    join stage_events
        on stage_events.subject_id = tries.subject_id
            and stage_events.order_at = ${perStep(funnel, (step) => `tries.step_${step}_at`)}
    join carried on carried.event_id = stage_events.event_id
    where ${fits}
),

found as (
    select subject_id, attempt, try, value,
        row_number() over (partition by subject_id, attempt, try order by ${order}) as nth
    from passed
    where nth = 1 and ${among}
),

placed as (
    select tries.*, coalesce(found.value, '(none)') as cell
    from tries
    left join found
        on found.subject_id = tries.subject_id
            and found.attempt = tries.attempt
            and found.try = tries.try
            and found.nth = 1
)`
}

function cellCtes({ funnel, by }: FigureScope): string {
  if (by === undefined) return `placed as (\n    select tries.*, 'all' as cell from tries\n)`
  if ('field' in by) return valueCtes(funnel, by.field, by.attribution)
  return `placed as (
    select tries.*, cast(calendar.starts_on as varchar) as cell
    from tries
    join calendar
        on calendar.kind = ${text(by.period)}
            and calendar.starts_on <= tries.entered_on
            and tries.entered_on < calendar.ends_on
)`
}

/** With entries `first` and `every` a subject counts once a cell, with its furthest and then earliest try. */
function countedCte(funnel: Funnel, rule: Rule): string {
  const once = rule === 'ordered' && (funnel.entries === 'first' || funnel.entries === 'every')
  if (!once) return 'counted as (\n    select * from placed\n)'
  return `ranked as (
    select
        placed.*,
        row_number() over (
            partition by subject_id, cell order by furthest_step desc, entered_at, try
        ) as nth
    from placed
),

counted as (
    select * from ranked where nth = 1
)`
}

/** CTEs up to `counted`: the tries that count, each with its cell. */
export function countedCtes(scope: FigureScope): string {
  const { funnel, enteredFrom } = scope
  const rule = scope.rule ?? defaultRule(funnel)
  const from =
    enteredFrom === undefined
      ? ''
      : ` and entered_at >= ${renderLiteral({ type: 'timestamp', value: enteredFrom })}`
  return `with tries as (
    select * from journeys where rule = ${text(rule)}${from}
),

${cellCtes(scope)},

${countedCte(funnel, rule)}`
}

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
    where kind = ${text(scope.by.period)}
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
