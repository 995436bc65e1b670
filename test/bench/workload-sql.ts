import { eventColumns } from '#core/columns.ts'

/** The log covers these whole months, in UTC. */
export const firstDay = '2024-01-01'
export const months = 24
const spanSeconds = 731 * 86_400

/** The names of the seven steps, in order. */
export const stepNames = [
  'content_viewed',
  'guide_downloaded',
  'demo_requested',
  'discovery_call',
  'proposal_sent',
  'closed_won',
  'renewed',
] as const

/** Share of the leads that get this deep, step by step. */
const reachedShare = [0.42, 0.19, 0.085, 0.045, 0.02, 0.009]

/** A few more leads than the mean of almost nine events a lead needs; the log ends when it is full. */
const leadsFor = (events: number) => Math.ceil(events / 8.3) + 500

/** A number in [0, 1) made of its arguments alone; hashed twice, since two salts of one hash are alike. */
export const createShare = `create or replace macro bench.share(subject, salt) as
    cast(hash(hash(subject, salt)) >> 32 as double) / 4294967296e0`

const share = (salt: string, subject = 'lead') => `bench.share(${subject}, '${salt}')`
const depth = reachedShare.map((reached) => `(${share('depth')} < ${reached})::int`).join(' + ')

/** Many leads are touched a few times and few very often; entries grow over the two years. */
const leads = (count: number) => `leads as (
    select
        lead,
        depth,
        depth + least(200, cast(floor(6 * (1 / sqrt(${share('touches')} + 1e-9) - 1)) as bigint)) as touches,
        start,
        least(-864000 * ln(${share('pace')} + 1e-9), (${spanSeconds} - start) / (depth + 1)) as pace
    from (
        select lead, 1 + ${depth} as depth, ${spanSeconds} * pow(${share('start')}, 0.75e0) as start
        from range(${count}) as leads (lead)
    ) as deep
)`

/** The first touches climb the steps, the others repeat one; 2 % come at any time of the lead's run. */
const touches = `numbered as (
    select lead, depth, start, pace, unnest(range(touches)) as nth from leads
),

staged as (
    select
        numbered.*,
        case
            when nth < depth then nth + 1
            else 1 + cast(floor(depth * pow(${share('stage', 'lead * 256 + nth')}, 2)) as int)
        end as stage
    from numbered
),

touches as (
    select
        lead, depth, nth, stage,
        case when nth < depth then 'step' else 'repeat' end as kind,
        start + pace * case
            when ${share('swap', 'lead * 256 + nth')} < 0.02
                then depth * ${share('swapped', 'lead * 256 + nth')}
            when nth < depth then stage - 1 + 0.2 * ${share('moment', 'lead * 256 + nth')}
            else stage - 1 + ${share('moment', 'lead * 256 + nth')}
        end as moment
    from staged
)`

const once = (kind: string, at: string, condition: string) =>
  `select lead, depth, 0, depth, '${kind}', ${at} from leads where ${condition}`

/** Beside the touches: records of people, accounts and deals, losses, merged visitors, mistakes. */
const records = [
  once('person', 'start', 'true'),
  once('account', 'start', 'lead % 20 = 0'),
  once('deal', 'start + 3 * pace', 'depth >= 4'),
  once('loss', 'start + depth * pace', `depth in (4, 5) and ${share('loss')} < 0.6`),
  once('visitor', 'start + pace', `${share('visitor')} < 0.02`),
  once('retract', 'start + depth * pace', `${share('retract')} < 0.004`),
]

/** Which events there are and when, narrow enough to sort: 2 % are received up to ten days late. */
export const createDraft = (
  events: number,
) => `create or replace table bench.draft as with ${leads(leadsFor(events))},

${touches},

drafts as (
    select lead, depth, nth, stage, kind, moment from touches
    union all ${records.join('\n    union all ')}
),

timed as (
    select drafts.*, hash(lead, kind, nth) as event,
        timestamp '${firstDay} 00:00:00.000' + to_milliseconds(cast(moment * 1000 as bigint)) as occurred_at
    from drafts
)

select lead, depth, nth, stage, kind, event, occurred_at,
    occurred_at + to_milliseconds(cast(case
        when bench.share(event, 'late') < 0.02 then 864000000 * bench.share(event, 'delay')
        else 60000 * bench.share(event, 'delay')
    end as bigint)) as received_at
from timed
order by received_at, event
limit ${events}`

const pick = (salt: string, values: readonly string[], subject = 'lead') =>
  `list_extract([${values.map((value) => `'${value}'`).join(', ')}],
        1 + cast(floor(${values.length} * pow(${share(salt, subject)}, 2)) as int))`

const channels = [
  'paid_search',
  'organic_search',
  'social',
  'email',
  'referral',
  'partner',
  'event',
  'outbound',
]
const when = (kinds: string, value: string) => `case when kind in (${kinds}) then ${value} end`
const isTouch = `(kind = 'repeat' or (kind = 'step' and stage <= 3))`
const anonymous = `kind = 'step' and nth = 0 and ${share('visitor')} < 0.02`
const hex = (what: string) => `md5(cast(${what} as varchar))`

/** Expressions of the columns that the log fills; all others are null. */
const filled: Readonly<Record<string, string>> = {
  event_id: hex('event'),
  type: `case when ${isTouch} then 'touch' when kind in ('step', 'loss') then 'stage'
        when kind = 'visitor' then 'link' else kind end`,
  name: `case kind when 'step' then list_extract(['${stepNames.join(`', '`)}'], stage)
        when 'repeat' then case when stage > 3 or event % 5 = 0 then list_extract(
            ['session', 'email_sent', 'sales_call'], 1 + cast(event // 7 % 3 as int)
        ) else list_extract(['${stepNames.join(`', '`)}'], stage) end
        when 'loss' then 'closed_lost' when 'visitor' then 'same' when 'retract' then 'retract'
        else 'created' end`,
  occurred_at: 'occurred_at',
  received_at: 'received_at',
  source_system: `case when ${isTouch} then 'website' else 'crm' end`,
  visitor_id: `case when ${anonymous} then 'v' || lead end`,
  lead_id: `case when kind not in ('account', 'visitor', 'retract') and not (${anonymous}) then 'l' || lead end`,
  account_id: when(`'person', 'account', 'deal'`, `'a' || lead // 3`),
  opportunity_id: `case when kind in ('deal', 'loss') or (kind = 'step' and stage >= 4) then 'o' || lead end`,
  source: when(`'person'`, pick('source', ['website', 'linkedin', 'list', 'conference'])),
  channel: `case when ${isTouch} or kind = 'person' then ${pick('channel', channels, 'lead + nth % 3')} end`,
  campaign: `case when ${isTouch} then 'c' || cast(floor(40 * pow(${share('campaign', 'event')}, 2)) as int) end`,
  content: `case when ${isTouch} then 'page_' || cast(floor(200 * pow(${share('content', 'event')}, 2)) as int) end`,
  region: when(`'person', 'account'`, pick('region', ['emea', 'americas', 'apac'])),
  segment: when(`'person', 'account'`, pick('segment', ['small', 'mid_market', 'enterprise'])),
  rep: when(`'deal'`, `'rep_' || lead % 40`),
  amount: when(`'deal'`, `cast(1000 + 500 * (lead % 90) as decimal(18,4))`),
  currency: when(`'deal'`, `'EUR'`),
  properties: `case when kind = 'repeat' then '{"page":"' || stage || '","seconds":"' || lead % 90 || '"}' end`,
  outcome: `case when kind = 'loss' then 'lost' when kind = 'step' and stage = 6 then 'won' end`,
  actor: `case when ${isTouch} then case when event // 7 % 3 = 2 then 'human' else 'automated' end end`,
  direction: `case when ${isTouch} then case when stage > 3 or event % 5 = 0 then 'outbound' else 'inbound' end end`,
  email_hash: when(`'person'`, hex('lead')),
  relation: when(`'visitor'`, `'same'`),
  from_kind: when(`'visitor'`, `'visitor'`),
  from_id: when(`'visitor'`, `'v' || lead`),
  into_kind: when(`'visitor'`, `'lead'`),
  into_id: when(`'visitor'`, `'l' || lead`),
  target_event_id: when(`'retract'`, hex(`hash(lead, 'step', 0)`)),
  content_hash: `${hex('event')} || ${hex('hash(event)')}`,
}

/** Fills the log with the events received in one month, in the order in which they came. */
export function fillLog(lake: string, month: { from: string; to: string }): string {
  const names = eventColumns.map(({ name }) => name).filter((name) => name in filled)
  const columns = names.map((name) => `    ${filled[name]} as "${name}"`)
  return `insert into ${lake}.event_log (${names.map((name) => `"${name}"`).join(', ')})
select
${columns.join(',\n')}
from bench.draft
where received_at >= timestamp '${month.from}' and received_at < timestamp '${month.to}'
order by received_at, event`
}
