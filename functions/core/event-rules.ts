import type { FunnelEvent } from './event-schemas.ts'
import type { ProblemCode } from './problems.ts'

interface RuleProblem {
  readonly code: ProblemCode
  readonly path: string[]
  readonly message: string
}

const problem = (code: ProblemCode, field: string, message: string): RuleProblem => ({
  code,
  path: [field],
  message,
})

type Of<T extends FunnelEvent['type']> = Extract<FunnelEvent, { type: T }>

const subjectIds = ['visitor_id', 'lead_id', 'contact_id', 'account_id', 'opportunity_id'] as const

const hasSubject = (event: FunnelEvent) => subjectIds.some((id) => event[id] != null)

const isDay = (event: FunnelEvent) => event.occurred_at.length === 10

function* timeRules(event: FunnelEvent) {
  if (event.date_only && !isDay(event)) {
    yield problem('bad_date', 'occurred_at', 'a date_only event takes a day YYYY-MM-DD')
  }
  if (!event.date_only && isDay(event)) {
    yield problem('bad_time', 'occurred_at', 'a time with offset, or set date_only for a day')
  }
}

function* moneyRules(event: FunnelEvent) {
  if (event.amount != null && event.currency == null) {
    yield problem('required', 'currency', 'money needs its currency')
  }
}

function* subjectRules(event: FunnelEvent) {
  const aggregate =
    event.type === 'touch' && event.count !== undefined && event.channel !== undefined
  if ((event.type === 'stage' || event.type === 'touch') && !hasSubject(event) && !aggregate) {
    const allowed = subjectIds.join(', ')
    const extra = event.type === 'touch' ? ', or count and channel for an aggregate' : ''
    yield problem('missing_subject', 'lead_id', `needs at least one of ${allowed}${extra}`)
  }
  if (event.type === 'person' && event.lead_id == null && event.contact_id == null) {
    yield problem('missing_subject', 'lead_id', 'needs lead_id or contact_id')
  }
  if (event.type === 'survey' && event.account_id == null && event.contact_id == null) {
    yield problem('missing_subject', 'account_id', 'needs account_id or contact_id')
  }
}

function* periodRules(event: Of<'spend'> | Of<'usage'>) {
  const { period_start: start, period_end: end } = event
  if (start !== undefined && end !== undefined && end <= start) {
    yield problem('bad_period', 'period_end', 'must be after period_start (end is not included)')
  }
}

function* revenueRules(event: Of<'revenue'>) {
  if (event.interval !== 'once' && event.subscription_id === undefined) {
    yield problem('required', 'subscription_id', 'needed unless interval is once')
  }
  if (event.action === 'cancel' && Number(event.amount) !== 0) {
    yield problem('not_allowed', 'amount', 'amount is the price after the action: 0 on cancel')
  }
  if (event.interval_count !== undefined && event.interval_count < 1) {
    yield problem('out_of_range', 'interval_count', 'at least 1')
  }
}

const npsHighest = 10

function* surveyRules(event: Of<'survey'>) {
  const isNps = event.kind === 'nps'
  if (isNps && event.scale_max !== undefined && event.scale_max !== npsHighest) {
    yield problem('not_allowed', 'scale_max', `an nps answer goes from 0 to ${npsHighest}`)
  } else if (event.scale_max !== undefined && event.scale_max < 1) {
    yield problem('out_of_range', 'scale_max', 'at least 1')
  }
  const highest = isNps ? npsHighest : event.scale_max
  if (event.score < 0 || (highest !== undefined && event.score > highest)) {
    yield problem('out_of_range', 'score', `from 0 to ${highest ?? 'scale_max'}`)
  }
}

const linkTargets: Record<string, readonly string[]> = {
  'same visitor': ['visitor', 'lead', 'contact'],
  'same lead': ['lead'],
  'same contact': ['contact'],
  'same account': ['account'],
  'same opportunity': ['opportunity'],
  'converted lead': ['contact', 'account', 'opportunity'],
  'belongs_to lead': ['account'],
  'belongs_to contact': ['account'],
}

function* linkRules(event: Of<'link'>) {
  const allowed = linkTargets[`${event.relation} ${event.from_kind}`]
  if (allowed === undefined) {
    yield problem(
      'not_allowed',
      'from_kind',
      `${event.relation} cannot start at a ${event.from_kind}`,
    )
  } else if (!allowed.includes(event.into_kind)) {
    const message = `${event.relation} of a ${event.from_kind} goes into: ${allowed.join(', ')}`
    yield problem('not_allowed', 'into_kind', message)
  }
}

function* typeRules(event: FunnelEvent) {
  if (event.type === 'spend' || event.type === 'usage') yield* periodRules(event)
  if (event.type === 'revenue') yield* revenueRules(event)
  if (event.type === 'survey') yield* surveyRules(event)
  if (event.type === 'link') yield* linkRules(event)
  if (event.type === 'touch' && event.count !== undefined && event.count < 1) {
    yield problem('out_of_range', 'count', 'at least 1')
  }
  if (event.type === 'deal' && event.probability != null) {
    const probability = Number(event.probability)
    if (probability < 0 || probability > 1)
      yield problem('out_of_range', 'probability', 'from 0 to 1')
  }
}

/** Rules that span fields; each yields a code, the path to the field and what is allowed. */
export function* eventRules(event: FunnelEvent): Generator<RuleProblem> {
  yield* timeRules(event)
  yield* moneyRules(event)
  yield* subjectRules(event)
  yield* typeRules(event)
}
