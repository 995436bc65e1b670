import { localDay } from '../calendar.ts'
import { sha256 } from '../hash.ts'
import type { Settings } from '../settings.ts'
import { type ObjectKind, record, type Told } from './hubspot-notification.ts'
import type { MappedEvent } from './webhook.ts'

/** The fields that a value stands for; undefined when the value says nothing that a field takes. */
type Read = (value: string | null, settings: Settings) => object | undefined

const as =
  (field: string): Read =>
  (value) => ({ [field]: value })

const oneOf =
  (field: string, values: Readonly<Record<string, string>>): Read =>
  (value) => {
    if (value === null) return { [field]: null }
    const known = values[value]
    return known === undefined ? undefined : { [field]: known }
  }

const whole =
  (field: string): Read =>
  (value) => ({ [field]: value === null ? null : Number(value) })

/** Amounts name no currency: the settings say which one the account keeps its deals in. */
const amount: Read = (value, { webhooks, currency }) =>
  value === null
    ? { amount: null }
    : { amount: value, currency: webhooks.hubspot?.currency ?? currency }

/** Dates come as milliseconds, or as a day or time in text. */
const day =
  (field: string): Read =>
  (value, { zone }) => {
    if (value === null) return { [field]: null }
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { [field]: value }
    const moment = new Date(/^-?\d+$/.test(value) ? Number(value) : value)
    return Number.isNaN(moment.getTime())
      ? undefined
      : { [field]: localDay(moment.toISOString(), zone) }
  }

/** The address itself is nobody's business here: its hash finds duplicates, its domain the company. */
const email: Read = (value) => {
  if (value === null) return { email_hash: null, domain: null }
  const address = value.trim().toLowerCase()
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return { email_hash: sha256(address), ...(domain === '' ? {} : { domain }) }
}

const nameHash: Read = (value) => ({
  name_hash: value === null ? null : sha256(value.trim().toLowerCase()),
})

const dealFields: Readonly<Record<string, Read>> = {
  amount,
  amount_in_home_currency: amount,
  closedate: day('expected_close'),
  dealtype: oneOf('deal_type', { newbusiness: 'new', existingbusiness: 'expansion' }),
  hubspot_owner_id: as('rep'),
  hubspot_team_id: as('team'),
  pipeline: as('pipeline'),
  hs_deal_stage_probability: as('probability'),
  hs_manual_forecast_category: as('forecast_category'),
  hs_next_step: as('next_step'),
  closed_lost_reason: as('reason'),
  closed_won_reason: as('reason'),
  hs_analytics_source: as('channel'),
}

const contactFields: Readonly<Record<string, Read>> = {
  email,
  jobtitle: as('title'),
  hs_seniority: as('seniority'),
  hubspotscore: as('score'),
  hs_lead_status: as('status'),
  hubspot_owner_id: as('rep'),
  hubspot_team_id: as('team'),
  hs_analytics_source: as('channel'),
}

const companyFields: Readonly<Record<string, Read>> = {
  domain: as('domain'),
  name: nameHash,
  industry: as('industry'),
  numberofemployees: whole('employees'),
  annualrevenue: as('annual_revenue'),
  country: as('country'),
  hs_parent_company_id: as('parent_account_id'),
  hs_ideal_customer_profile: as('tier'),
  hubspot_owner_id: as('rep'),
}

const fieldsOf: Readonly<Record<ObjectKind, Readonly<Record<string, Read>>>> = {
  contact: contactFields,
  company: companyFields,
  deal: dealFields,
}

const recordNames: Readonly<Record<string, string>> = {
  'contact.hubspotscore': 'scored',
  'contact.hubspot_owner_id': 'assigned',
}

type DealStages = NonNullable<Settings['webhooks']['hubspot']>['stages']

/** Stages of the pipeline that every account starts with; those of others are named in the settings. */
const dealStages: DealStages = {
  appointmentscheduled: { name: 'appointmentscheduled', outcome: 'open' },
  qualifiedtobuy: { name: 'qualifiedtobuy', outcome: 'open' },
  presentationscheduled: { name: 'presentationscheduled', outcome: 'open' },
  decisionmakerboughtin: { name: 'decisionmakerboughtin', outcome: 'open' },
  contractsent: { name: 'contractsent', outcome: 'open' },
  closedwon: { name: 'closed_won', outcome: 'won' },
  closedlost: { name: 'closed_lost', outcome: 'lost' },
}

/** The names that the shipped funnels use for stages of a contact's life. */
const lifecycleStages: Readonly<Record<string, string>> = {
  marketingqualifiedlead: 'mql',
  salesqualifiedlead: 'sql',
}

function stageChange({ kind, objectId, settings }: Told, value: string): MappedEvent {
  if (kind === 'contact') {
    return { type: 'stage', name: lifecycleStages[value] ?? value, lead_id: objectId }
  }
  const known = settings.webhooks.hubspot?.stages[value] ?? dealStages[value]
  return { type: 'stage', ...(known ?? { name: value }), opportunity_id: objectId }
}

const stageProperties = new Set(['deal.dealstage', 'contact.lifecyclestage'])

/** The event of a changed property; an empty value clears the field. */
export function mapProperty(told: Told): MappedEvent[] {
  const { kind, sent, settings } = told
  const property = sent.propertyName ?? ''
  const value = sent.propertyValue ? sent.propertyValue : null
  const key = `${kind}.${property}`
  if (stageProperties.has(key)) return value === null ? [] : [stageChange(told, value)]
  const fields = fieldsOf[kind][property]?.(value, settings)
  if (fields === undefined) return []
  return [record(told, recordNames[key] ?? 'updated', fields)]
}
