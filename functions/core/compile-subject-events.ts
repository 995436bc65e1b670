import { readsDeals } from './compile-losses.ts'
import {
  fieldText,
  lostSql,
  matcherSql,
  stageNameSql,
  stageSql,
  twoDigits,
} from './compile-match.ts'
import type { Funnel } from './funnel.ts'

/** Other subjects whose events a subject's funnel reads, beside its own. */
const relatedKinds = {
  lead: ['contact', 'opportunity'],
  contact: [],
  account: ['lead', 'contact', 'opportunity'],
  opportunity: [],
} as const

export const fits = (index: number) => `fits_${twoDigits(index + 1)}`
export const named = (index: number) => `named_${twoDigits(index + 1)}`
const excludes = (index: number) => `excludes_${twoDigits(index + 1)}`

/** Columns that only some definitions need, each with the expression over `events`. */
function ownColumns(funnel: Funnel): [name: string, sql: string][] {
  return [
    ...funnel.stages.map((stage, index): [string, string] => [
      fits(index),
      stageSql(funnel, stage),
    ]),
    ...funnel.stages.flatMap((stage, index): [string, string][] =>
      stage.first === 'ever' ? [[named(index), stageNameSql(funnel, stage)]] : [],
    ),
    ...funnel.exclusions.map((each, index): [string, string] => [
      excludes(index),
      matcherSql(each),
    ]),
    ...(funnel.hold_constant
      ? [['held', fieldText(funnel.hold_constant)] as [string, string]]
      : []),
  ]
}

const shared = 'event_id, type, outcome, occurred_at, occurred_on, date_only, opportunity_id'

const sharedColumns = (funnel: Funnel) => [
  ...shared.split(', '),
  'lost_as',
  ...(readsDeals(funnel) ? ['is_silent', 'deleted'] : []),
]

/** A strict funnel must see every event of its subjects; the others only those that mean something. */
function keptSql(funnel: Funnel): string {
  if (funnel.strict) return 'true'
  const flags = funnel.stages.map((stage, index) =>
    stage.first === 'ever' ? named(index) : fits(index),
  )
  const wanted = [...flags, ...funnel.exclusions.map((_, index) => excludes(index))]
  return `(lost_as is not null or ${wanted.join(' or ')})`
}

/** The events of deals that mean nothing else to the funnel are silent: no event of it. */
function matchedFrom(funnel: Funnel): string {
  if (!readsDeals(funnel)) return `judged\n    where ${keptSql(funnel)}`
  return `heard\n    where not is_silent or (type = 'deal' and opportunity_id is not null)`
}

const heard = (funnel: Funnel) => `heard as (
    select judged.*, not ${keptSql(funnel)} as is_silent
    from judged
),

`

function matchedCte(funnel: Funnel): string {
  const kinds = [funnel.subject, ...relatedKinds[funnel.subject]].filter(
    (kind) => kind !== 'opportunity',
  )
  const ids = kinds.map((kind) => `${kind}_id, `).join('')
  const own = ownColumns(funnel).map(([name, sql]) => `        coalesce(${sql}, false) as ${name}`)
  const columns = ownColumns(funnel).map(([name]) => name)
  const held = funnel.hold_constant ? `        ${fieldText(funnel.hold_constant)} as held` : ''
  const flags = [...own.filter((line) => !line.endsWith(' as held')), ...(held ? [held] : [])]
  return `judged as (
    select
        ${ids}${shared}${readsDeals(funnel) ? ', deleted' : ''},
        ${lostSql(funnel)} as lost_as,
${flags.join(',\n')}
    from events
    where type <> 'link'
),

${readsDeals(funnel) ? heard(funnel) : ''}matched as (
    select ${ids}${[...sharedColumns(funnel), ...columns].join(', ')}
    from ${matchedFrom(funnel)}
)`
}

function subjectCte(funnel: Funnel): string {
  const columns = [...sharedColumns(funnel), ...ownColumns(funnel).map(([name]) => name)]
  const list = (prefix: string) => columns.map((column) => `${prefix}${column}`).join(', ')
  const own = `${funnel.subject}_id`
  const related = relatedKinds[funnel.subject].map(
    (kind) => `    select subject_ids.subject_id, ${list('matched.')}
    from matched
    join subject_ids
        on subject_ids.subject_kind = '${funnel.subject}'
            and subject_ids.id_kind = '${kind}'
            and subject_ids.id = matched.${kind}_id
    where matched.${own} is null or matched.${own} <> subject_ids.subject_id`,
  )
  // Only what others bring can come twice: an event of its own is told apart by its id.
  const brought = related.length === 0 ? '' : `\n    union all\n    select * from related_events`
  const relatedCte =
    related.length === 0 ? '' : `related_events as (\n${related.join('\n    union\n')}\n),\n\n`
  return `${relatedCte}subject_events as (
    select ${own} as subject_id, ${list('')}
    from matched
    where ${own} is not null${brought}
)`
}

/** CTEs up to `subject_events`: the events of each subject that its funnel reads, and what each fits. */
export const subjectEventCtes = (funnel: Funnel): string =>
  `${matchedCte(funnel)},

${subjectCte(funnel)}`
