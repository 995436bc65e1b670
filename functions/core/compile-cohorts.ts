import type { Cohort, Selection } from './cohort.ts'
import { fieldText, matcherSql } from './compile-match.ts'
import type { Condition } from './funnel.ts'
import { renderLiteral } from './literal.ts'

/** Name of the table that `compileCohorts` fills. */
export const cohortActivitiesTable = 'cohort_activities'

const text = (value: string) => renderLiteral({ type: 'string', value })

/** What is done, not what is recorded about the account. */
const doneTypes = renderLiteral({
  type: 'strings',
  value: ['stage', 'touch', 'usage', 'survey', 'revenue'],
})

type Side = 'start' | 'return'

/** Recurring revenue is known at the ends of months. */
const isByMonth = ({ starts, counts }: Cohort) =>
  starts.kind === 'subscription' || counts.kind === 'subscription'

const head = (cohort: Cohort, side: Side) =>
  `${text(cohort.id)} as cohort, ${text(cohort.title)} as title, '${side}' as side,
        ${cohort.at_least} as at_least, ${isByMonth(cohort)} as by_month, account_id,`

/** Quantities of different features do not add up: they count where the conditions name one. */
const eventColumns = ({ where = [] }: Selection) => `event_id as activity_id,
        occurred_at, occurred_on, date_only,
        1 as occurrences, cast(null as decimal(18, 4)) as amount,
        ${where.some(({ field, equals }) => field === 'feature' && equals !== undefined) ? '' : 'cast(null as decimal(18, 4)) as '}quantity`

/** An event that is to be the first of its name ever must be so before its conditions are asked. */
function eventsSql(cohort: Cohort, side: Side, selection: Selection): string {
  const { first, where, events, any, type } = selection
  const isDone = type === undefined ? ` and type in (${doneTypes})` : ''
  const own = { ...(events ? { events } : { any }), ...(type ? { type } : {}) }
  const fits = matcherSql({ ...own, ...(where ? { where } : {}) })
  if (first === undefined) {
    return `select ${head(cohort, side)}
        ${eventColumns(selection)}
    from events
    where account_id is not null${isDone} and ${fits}`
  }
  return `select ${head(cohort, side)}
        ${eventColumns(selection)}
    from (
        select
            events.*,
            row_number() over (partition by account_id order by occurred_at, event_id) as nth
        from events
        where account_id is not null${isDone} and ${matcherSql(own)}
    ) as named
    where nth = 1 and ${fits}`
}

/** A refund is among the payments, but nobody becomes a member by one. */
function sideSql(cohort: Cohort, side: Side): string {
  const selection = side === 'start' ? cohort.starts : cohort.counts
  if (selection.kind === 'event') return eventsSql(cohort, side, selection)
  const isStart = side === 'start' ? ' and occurrences > 0' : ''
  return `select ${head(cohort, side)}
        activity_id, occurred_at, occurred_on, date_only, occurrences, amount, quantity
    from activities
    where kind = ${text(selection.kind)}${isStart}`
}

interface Asked {
  readonly cohort: string
  readonly condition: Condition
  /** The column that holds the value last known. */
  readonly column: string
}

const askedOf = (cohorts: readonly Cohort[]): Asked[] =>
  cohorts
    .flatMap(({ id, accounts = [] }) => accounts.map((condition) => ({ cohort: id, condition })))
    .map((each, index) => ({ ...each, column: `value_${index + 1}` }))

/** A field that was cleared reads as an empty text up to the end; own properties are never cleared. */
function lastKnown({ condition: { field }, column }: Asked): string {
  const told = field.startsWith('properties.')
    ? fieldText(field)
    : `case when strpos(cleared, '"${field}"') > 0 then '' else ${fieldText(field)} end`
  return `nullif(max_by(${told}, place) filter (where ${told} is not null), '') as ${column}`
}

/** Keeps of each definition the accounts that meet its conditions; an account without record is asked too. */
function keptSql(cohorts: readonly Cohort[]): { readonly ctes: string; readonly from: string } {
  const asked = askedOf(cohorts)
  if (asked.length === 0) return { ctes: '', from: 'told' }
  const conditions = [...Map.groupBy(asked, (each) => each.cohort)].map(([cohort, own]) => {
    const where = own.map(({ condition, column }) => ({ ...condition, field: column }))
    return `(cohort <> ${text(cohort)} or (${matcherSql({ any: true, where })}))`
  })
  const ctes = `records as (
    select
        events.*,
        row_number() over (partition by account_id order by occurred_at, event_id) as place
    from events
    where type = 'account'
),

known as (
    select
        account_id,
        ${asked.map(lastKnown).join(',\n        ')}
    from records
    group by account_id
),

kept as (
    select told.*
    from told
    left join known on known.account_id = told.account_id
    where ${conditions.join('\n        and ')}
),

`
  return { ctes, from: 'kept' }
}

/**
 * The SELECT of every activity that makes an account a member of a definition's cohorts (`start`)
 * or counts as being active (`return`), from `events` and `activities`; one row per definition,
 * side and activity.
 */
export function compileCohorts(cohorts: readonly Cohort[]): string {
  const sides = cohorts.flatMap((cohort) => [sideSql(cohort, 'start'), sideSql(cohort, 'return')])
  const { ctes, from } = keptSql(cohorts)
  return `-- What makes accounts members of the cohorts of each definition and what counts as being active.
-- grain: cohort, side, activity_id
with told as (
    ${sides.join('\n    union all\n    ')}
),

${ctes}${cohortActivitiesTable} as (
    select
        ${from}.*,
        row_number() over (
            partition by cohort, side, account_id order by occurred_at, activity_id
        ) as nth
    from ${from}
)

select * from ${cohortActivitiesTable}
`
}
