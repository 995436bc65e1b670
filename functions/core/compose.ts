import { calendarColumns } from './calendar.ts'
import { renderLiteral } from './literal.ts'
import { type ReferenceTable, referenceTables } from './reference-tables.ts'
import { forever } from './reference-versions.ts'
import type { Basis } from './report-data.ts'
import { type Scenario, supposed } from './scenario.ts'
import type { Settings } from './settings.ts'

/** What a plain table name stands for in one run: the SELECT that shadows it. */
export type Shadows = Readonly<Record<string, string>>

const leadingComments = /^(?:\s*--[^\n]*\n)*\s*/

/**
 * The query with a CTE in front for each of its inputs, so that its text stays as written and its
 * tables are the ones meant: a build's schema, the event log up to a cut, or rows of a test.
 */
export function compose(sql: string, inputs: readonly string[], shadows: Shadows): string {
  const ctes = inputs.map((input) => {
    const select = shadows[input]
    if (select === undefined) throw new Error(`no table for ${input}`)
    return `${input} as (\n    ${select}\n)`
  })
  if (ctes.length === 0) return sql
  const comments = leadingComments.exec(sql)?.[0] ?? ''
  const body = sql.slice(comments.length)
  const rest = /^with\s/i.test(body) ? `,\n\n${body.replace(/^with\s+/i, '')}` : `\n\n${body}`
  return `${comments}with ${ctes.join(',\n\n')}${rest}`
}

const moment = (cut: string) => renderLiteral({ type: 'timestamp', value: cut })

/** The version of each row that was known at the cut, without when it was; one a key. */
function referenceShadow(
  lake: string,
  { name, columns, isCut }: ReferenceTable,
  cut: string,
  basis: Basis,
) {
  const at = moment(isCut && basis === 'known' ? cut : forever)
  const names = columns.map((column) => column.name).join(', ')
  return `select ${names} from ${lake}.${name} where known_from < ${at} and ${at} <= known_until`
}

/** How the log is read: on which basis its events count, and what is supposed instead of them. */
export interface View {
  readonly basis: Basis
  readonly scenario: Scenario | null
}

/** What happened, as it was received. */
export const plainView: View = { basis: 'known', scenario: null }

const knownSince: Record<Basis, string> = {
  known: 'received_at',
  replayed: 'coalesce(recorded_at, occurred_at)',
}

/** The calendar lies in a Hive table, of milliseconds; Athena makes Iceberg tables of microseconds only. */
const calendarSelected = calendarColumns.map(({ name, type }) =>
  type === 'timestamp' ? `cast(${name} as timestamp(6)) as ${name}` : name,
)

/**
 * The event log and the reference tables as they were known at the cut, an ISO instant, and the cut
 * itself as a one-row table. Replayed, an event is known since it was recorded, and reference data
 * are the latest.
 */
export function cutShadows(lake: string, cut: string, view: View = plainView): Shadows {
  const { basis, scenario } = view
  const log = `select * from ${lake}.event_log where ${knownSince[basis]} < ${moment(cut)} and occurred_at < ${moment(cut)}`
  return {
    event_log: scenario === null ? log : supposed(scenario, log),
    cut: `select ${moment(cut)} as cut_at`,
    calendar: `select ${calendarSelected.join(', ')} from ${lake}.calendar`,
    ...Object.fromEntries(
      referenceTables.map((table) => [table.name, referenceShadow(lake, table, cut, basis)]),
    ),
  }
}

type ModelSettings = Pick<
  Settings,
  'currency' | 'attributionLookbackDays' | 'attributionPath' | 'wonHorizonDays' | 'identity'
>

const jsonText = (list: readonly string[]) =>
  `cast(${renderLiteral({ type: 'string', value: JSON.stringify(list) })} as varchar)`

/** Settings that models read, as a one-row table. */
export function settingsShadow(settings: ModelSettings): Shadows {
  const currency = renderLiteral({ type: 'string', value: settings.currency })
  const lookback = renderLiteral({ type: 'integer', value: settings.attributionLookbackDays })
  const horizon = renderLiteral({ type: 'integer', value: settings.wonHorizonDays })
  const { collapseRepeats, dropAtEnd, dropEverywhere } = settings.attributionPath
  const { identity } = settings
  const most = renderLiteral({ type: 'integer', value: identity.mostPerEmailHash })
  const mostAccounts = renderLiteral({ type: 'integer', value: identity.mostPerDomain })
  return {
    settings: `select cast(${currency} as varchar) as currency, ${lookback} as lookback_days, ${horizon} as won_horizon_days, ${collapseRepeats} as path_collapsed, ${jsonText(dropAtEnd)} as path_dropped_last, ${jsonText(dropEverywhere)} as path_dropped, ${identity.mergeByEmailHash} as merge_by_email_hash, ${most} as most_per_email_hash, ${identity.contactByEmailHash} as contact_by_email_hash, ${identity.mergeByDomain} as merge_by_domain, ${mostAccounts} as most_per_domain, ${identity.accountByDomain} as account_by_domain, ${jsonText(identity.sharedDomains)} as shared_domains`,
  }
}

/** Each model as the table of a build's schema. */
export function tableShadows(schema: string, names: readonly string[]): Shadows {
  return Object.fromEntries(names.map((name) => [name, `select * from ${schema}.${name}`]))
}

interface Model {
  readonly name: string
  readonly sql: string
  readonly inputs: readonly string[]
  readonly isView?: boolean
}

/**
 * Each model as the table of a build's schema, a view as its own query, so that one over the tables
 * of every funnel reads only those of the funnels that `models` are of. A model comes after those
 * that it reads; `given` is what they read beside each other.
 */
export function modelShadows(schema: string, models: readonly Model[], given: Shadows): Shadows {
  const shadows: Record<string, string> = { ...given }
  for (const { name, sql, inputs, isView } of models) {
    shadows[name] = isView ? compose(sql, inputs, shadows) : `select * from ${schema}.${name}`
  }
  return shadows
}
