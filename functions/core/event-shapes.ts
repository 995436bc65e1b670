import * as z from 'zod'
import {
  currencyCode,
  day,
  decimal,
  fieldMeta,
  flag,
  integer,
  json,
  moment,
  occurrence,
  oneOf,
  refuse,
  text,
} from './fields.ts'
import { limits } from './limits.ts'

const properties = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => Object.keys(value).length <= limits.propertiesKeys,
    refuse('too_many_keys', `at most ${limits.propertiesKeys} keys`),
  )
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= limits.propertiesBytes,
    refuse('too_large', `at most ${limits.propertiesBytes} bytes`),
  )

/** What identifies an event and when it happened; the same on every type. */
export const identityFields = {
  event_id: text('Unique id; made from the content when absent', limits.eventIdBytes).optional(),
  occurred_at: occurrence('When it happened, UTC; for date_only events midnight of the day'),
  source_system: text('The system that sent it'),
  date_only: flag('occurred_at is a calendar day, not a moment').optional(),
  backfill: flag('Loaded from history, so received_at says nothing about lateness').optional(),
  recorded_at: moment('When the source system knew it, for loaded history').optional(),
}

/** Subjects and dimensions that any event may carry. */
export const envelopeFields = {
  visitor_id: text('Anonymous visitor'),
  lead_id: text('Lead'),
  contact_id: text('Contact: a known person at a customer or prospect'),
  account_id: text('Account: a company'),
  opportunity_id: text('Opportunity: a possible sale'),
  source: text('Where it came from, such as a site or list'),
  channel: text('Marketing or sales channel'),
  campaign: text('Campaign'),
  campaign_type: text('Kind of campaign'),
  content: text('Piece of content'),
  content_type: text('Kind of content'),
  region: text('Region'),
  segment: text('Customer segment'),
  product: text('Product'),
  rep: text('Sales representative'),
  team: text('Sales team'),
  role: text('Role of the person, such as decision maker'),
  amount: decimal('Money, in currency'),
  currency: currencyCode('ISO 4217 code of amount'),
  reason: text('Why, such as a loss reason'),
  properties: json(properties, 'Own fields as a JSON object'),
}

export const subjectKinds = ['visitor', 'lead', 'contact', 'account', 'opportunity'] as const

const kindField = (doc: string) => oneOf(subjectKinds, doc)

const contactRole = z.strictObject({
  contact_id: z.string().min(1),
  role: z.string().min(1).optional(),
  primary: z.boolean().optional(),
})

const stageAndDeal = {
  pipeline: text('Sales pipeline'),
  competitor: text('Competitor'),
}

const personAndAccount = {
  domain: text('E-mail or web domain'),
  name_hash: text('Hash of the name, to find duplicates'),
}

/** Fields of each type beside the envelope; `event.ts` says which of them are required. */
export const typeFields = {
  stage: {
    outcome: oneOf(
      ['open', 'won', 'lost', 'no_decision', 'disqualified'],
      'Outcome of the subject',
    ),
    ...stageAndDeal,
  },
  touch: {
    kind: oneOf(['interaction', 'intent', 'trigger'], 'Kind of touch'),
    actor: oneOf(['human', 'automated'], 'Who acted'),
    direction: oneOf(['inbound', 'outbound'], 'Direction'),
    count: integer('Number of touches that an aggregate stands for; 1 when absent'),
    session_id: text('Web session'),
    topic: text('Topic of interest'),
    party: oneOf(['first', 'third'], 'Whose observation it is'),
  },
  deal: {
    deal_type: oneOf(['new', 'expansion', 'renewal'], 'Kind of deal'),
    sourced_by: oneOf(['marketing', 'sales', 'partner', 'customer'], 'Who sourced it'),
    amount_basis: oneOf(['total', 'annual', 'monthly'], 'What amount covers'),
    list_amount: decimal('Amount before discount, in currency'),
    probability: decimal('Probability to win as the source system says, 0 to 1'),
    forecast_category: text('Forecast category'),
    expected_close: day('Expected closing day'),
    next_step: text('Next step'),
    next_step_due: day('Day the next step is due'),
    term_months: integer('Contract term in months'),
    contract_start: day('First day of the contract'),
    contract_end: day('Last day of the contract'),
    ...stageAndDeal,
    contact_roles: json(z.array(contactRole), 'Buying committee: contact_id, role, primary'),
    qualification: json(z.record(z.string(), z.boolean()), 'Qualification answers by key'),
    deleted: flag('Deleted in the source system'),
  },
  person: {
    email_hash: text('Hash of the e-mail address'),
    ...personAndAccount,
    title: text('Job title'),
    seniority: text('Seniority'),
    score: decimal('Lead score, or the answer of a survey'),
    status: text('Status in the source system'),
    budget_band: text('Budget band'),
    need_fit: flag('The need fits the offer'),
    referred_by_account_id: text('Account that referred this person'),
    referred_by_contact_id: text('Contact that referred this person'),
    deleted: flag('Deleted in the source system'),
  },
  account: {
    ...personAndAccount,
    industry: text('Industry'),
    employees: integer('Number of employees'),
    annual_revenue: decimal('Annual revenue'),
    country: text('Country'),
    business_model: text('Business model'),
    market_type: text('Market type'),
    technologies: json(z.array(z.string()), 'Technologies in use, a JSON array'),
    tier: text('Target account tier'),
    icp_score: decimal('Given fit with the ideal customer profile'),
    parent_account_id: text('Parent account'),
    deleted: flag('Deleted in the source system'),
  },
  spend: {
    period_start: day('First day covered'),
    period_end: day('Day after the last day covered'),
    category: text('Category of spend: media, people, tools or other'),
    scope: oneOf(['new_business', 'expansion'], 'What the spend is for'),
  },
  revenue: {
    action: oneOf(
      ['start', 'change', 'renew', 'cancel', 'pause', 'resume', 'charge', 'refund'],
      'What happened to the subscription',
    ),
    subscription_id: text('Subscription'),
    interval: oneOf(['week', 'month', 'quarter', 'year', 'once'], 'Billing interval of amount'),
    interval_count: integer('Number of intervals that amount covers; 1 when absent'),
    effective_at: moment('When the change takes effect; occurred_at when absent'),
    quantity: decimal('Quantity, such as seats'),
    term_end: day('End of the term'),
  },
  survey: {
    kind: oneOf(['nps', 'csat', 'review', 'testimonial'], 'Kind of survey'),
    score: z
      .int()
      .refine((score) => Math.abs(score) < 1e14, refuse('out_of_range', 'at most 14 digits'))
      .register(fieldMeta, { column: 'decimal', doc: 'Answer' }),
    scale_max: integer('Highest possible score'),
  },
  usage: {
    feature: text('Feature, or seats, active_users, onboarded'),
    quantity: decimal('Quantity used'),
    period_start: day('First day covered'),
    period_end: day('Day after the last day covered'),
  },
  link: {
    relation: oneOf(['same', 'converted', 'belongs_to'], 'How the two ids relate'),
    from_kind: kindField('Kind of from_id'),
    from_id: text('Id that is merged, converted or belongs'),
    into_kind: kindField('Kind of into_id'),
    into_id: text('Id that survives or owns'),
  },
  retract: {
    target_event_id: text('Event that is removed from every view'),
  },
} satisfies Record<string, Record<string, z.ZodType>>

export type EventType = keyof typeof typeFields
export const eventTypes = Object.keys(typeFields) as EventType[]
