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

/** One of the step columns, by a column `step`. */
export const perStep = (funnel: Funnel, column: (step: string) => string) =>
  `case step\n${steps(funnel)
    .map((step) => `            when ${step} then ${column(twoDigits(step))}`)
    .join('\n')}\n        end`

/** A row for each step of the funnel. */
export const stepRows = (funnel: Funnel) =>
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
