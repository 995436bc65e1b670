import { attemptCtes } from './compile-attempts.ts'
import {
  fieldText,
  lostSql,
  matcherSql,
  milestoneSql,
  stageEventFlags,
  stageNameSql,
  stageSql,
  twoDigits,
} from './compile-match.ts'
import { type Funnel, type Stage, wonStep } from './funnel.ts'

/** Other subjects whose events a subject's funnel reads, beside its own. */
const relatedKinds = {
  lead: ['contact', 'opportunity'],
  contact: [],
  account: ['lead', 'contact', 'opportunity'],
  opportunity: [],
} as const

/** Name of the table that `compileStageEvents` fills. */
export const stageEventsTable = (funnel: Pick<Funnel, 'id'>) => `stage_events_${funnel.id}`

const fits = (index: number) => `fits_${twoDigits(index + 1)}`
const named = (index: number) => `named_${twoDigits(index + 1)}`
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

/** A strict funnel must see every event of its subjects; the others only those that mean something. */
function keptSql(funnel: Funnel): string {
  if (funnel.strict) return ''
  const flags = funnel.stages.map((stage, index) =>
    stage.first === 'ever' ? named(index) : fits(index),
  )
  const wanted = [...flags, ...funnel.exclusions.map((_, index) => excludes(index))]
  return `\n    where lost_as is not null or ${wanted.join(' or ')}`
}

function matchedCte(funnel: Funnel): string {
  const kinds = [funnel.subject, ...relatedKinds[funnel.subject]].filter(
    (kind) => kind !== 'opportunity',
  )
  const ids = kinds.map((kind) => `${kind}_id, `).join('')
  const own = ownColumns(funnel).map(([name, sql]) => `        coalesce(${sql}, false) as ${name}`)
  const columns = ownColumns(funnel).map(([name]) => name)
  const held = funnel.hold_constant ? `        ${fieldText(funnel.hold_constant)} as held` : ''
  const flags = [...own.filter((line) => !line.endsWith(' as held')), ...(held ? [held] : [])]
  return `with judged as (
    select
        ${ids}${shared},
        ${lostSql(funnel)} as lost_as,
${flags.join(',\n')}
    from events
    where type <> 'link'
),

matched as (
    select ${ids}${shared}, lost_as, ${columns.join(', ')}
    from judged${keptSql(funnel)}
)`
}

function subjectCte(funnel: Funnel): string {
  const columns = [...shared.split(', '), 'lost_as', ...ownColumns(funnel).map(([name]) => name)]
  const list = (prefix: string) => columns.map((column) => `${prefix}${column}`).join(', ')
  const related = relatedKinds[funnel.subject].map(
    (kind) => `
    union
    select subject_ids.subject_id, ${list('matched.')}
    from matched
    join subject_ids
        on subject_ids.subject_kind = '${funnel.subject}'
            and subject_ids.id_kind = '${kind}'
            and subject_ids.id = matched.${kind}_id`,
  )
  return `subject_events as (
    select ${funnel.subject}_id as subject_id, ${list('')}
    from matched
    where ${funnel.subject}_id is not null${related.join('')}
)`
}

function isStage(stage: Stage, index: number): string {
  if (stage.first === undefined) return fits(index)
  const among = stage.first === 'ever' ? named(index) : fits(index)
  return `${fits(index)} and row_number() over (
            partition by subject_id, ${among} order by occurred_at, event_id
        ) = 1`
}

/** What the outcome says is won is the won stage and no other. */
function flagCte(funnel: Funnel): string {
  const flags = funnel.stages.map((stage, index) => {
    const isOther = funnel.uses_outcomes && index + 1 !== wonStep(funnel)
    const own = isOther ? ` and coalesce(outcome <> 'won', true)` : ''
    return `        lost_as is null${own} and ${isStage(stage, index)} as is_${twoDigits(index + 1)}`
  })
  return `flagged as (
    select
        subject_events.*,
${flags.join(',\n')},
        max(case when date_only then 1 else 0 end) over (partition by subject_id, occurred_on)
            as has_day_event,
        min(occurred_at) over (partition by subject_id, occurred_on) as day_began_at
    from subject_events
)`
}

/** An event that fits several stages means the first of them. */
function stageCte(funnel: Funnel): string {
  const step = funnel.stages.map(
    (_, index) => `            when is_${twoDigits(index + 1)} then ${index + 1}`,
  )
  const milestone = funnel.stages.map(
    (stage, index) => `            when ${index + 1} then ${milestoneSql(stage)}`,
  )
  return `staged as (
    select
        flagged.*,
        case
${step.join('\n')}
        end as stage_no
    from flagged
),

-- On a subject's local day that holds a date-only event, stage order decides before time.
ordered as (
    select
        staged.*,
        case stage_no
${milestone.join('\n')}
            else false
        end as is_milestone,
        case when has_day_event = 1 then day_began_at else occurred_at end as order_at,
        row_number() over (
            partition by subject_id
            order by
                occurred_on,
                case when has_day_event = 1 then coalesce(stage_no, 99) else 0 end,
                occurred_at,
                coalesce(stage_no, 99),
                event_id
        ) as place
    from staged
)`
}

/**
 * The SELECT that finds a funnel's events in `events`: one row per subject and event, in order,
 * with the stage it means or the kind of loss, the attempt it belongs to, and whether it makes a
 * visit. A milestone after a later stage makes none, so that a customer who reads the blog does
 * not fall back.
 */
export function compileStageEvents(funnel: Funnel): string {
  return `-- Events of the funnel ${funnel.id}: what each means for its subject.
-- grain: subject_id, event_id
${matchedCte(funnel)},

${subjectCte(funnel)},

${flagCte(funnel)},

${stageCte(funnel)},

${attemptCtes(funnel)},

stage_events as (
    select
        subject_id, attempt, place, event_id, type, occurred_at, occurred_on, order_at, date_only,
        stage_no, lost_as, is_milestone, makes_visit,
        ${stageEventFlags(funnel).join(', ')}
    from visiting
)

select * from stage_events`
}
