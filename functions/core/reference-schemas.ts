import * as z from 'zod'
import { currencyCode, day, decimal, fieldMeta, flag, oneOf, text } from './fields.ts'
import { metricIds } from './metric-ids.ts'

const rateText = /^\d{1,10}(\.\d{1,8})?$/

const rate = (doc: string) =>
  z
    .string()
    .refine((value) => rateText.test(value) && Number(value) > 0, {
      message: 'above 0, at most 10 digits before and 8 after the point',
    })
    .register(fieldMeta, { column: 'rate', doc })

const positive = (doc: string) => {
  const amount = decimal(doc).refine((value) => Number(value) > 0, 'above 0')
  fieldMeta.add(amount, { column: 'decimal', doc })
  return amount
}

/** One of the ids, without listing them all in the description. */
const metricId = (doc: string) => z.enum(metricIds).register(fieldMeta, { column: 'string', doc })

type Period = { readonly starts_on: string; readonly ends_on: string }

const isInOrder = ({ starts_on, ends_on }: Period) => starts_on < ends_on
const inOrder = { path: ['ends_on'], message: 'after starts_on: it is the day after the last' }

const period = {
  starts_on: day('First local day'),
  ends_on: day('Local day after the last'),
}

/** A rate of exchange between two currencies from a day on. */
export const fxRates = z
  .strictObject({
    from_currency: currencyCode('ISO 4217 code of the currency that is converted'),
    to_currency: currencyCode('ISO 4217 code of the currency that it becomes'),
    valid_on: day('Local day from which the rate holds, up to the next one'),
    rate: rate('Units of to_currency for one unit of from_currency'),
  })
  .refine((row) => row.from_currency !== row.to_currency, {
    path: ['to_currency'],
    message: 'another currency than from_currency',
  })

/** What an owner should win in a period. */
export const quotas = z
  .strictObject({
    owner_kind: oneOf(['all', 'rep', 'team', 'segment', 'product'], 'Whose quota it is'),
    owner: text('The rep, team, segment or product; all for all'),
    scope: oneOf(['all', 'new_business', 'expansion'], 'Deals that count'),
    ...period,
    amount: positive('Money to be won in the period, in currency'),
    currency: currencyCode('ISO 4217 code of amount'),
  })
  .refine(isInOrder, inOrder)
  .refine((row) => row.owner_kind !== 'all' || row.owner === 'all', {
    path: ['owner'],
    message: 'all, as owner_kind is all',
  })

/** What a figure should reach in a period. */
export const targets = z
  .strictObject({
    metric: metricId('Id of a figure, such as win_rate'),
    ...period,
    value: decimal(
      'What the figure should reach; a rate as a fraction, money in the reporting currency',
    ),
  })
  .refine(isInOrder, inOrder)

/** Groups of touches that engagement is counted by. */
export const touchGroups = [
  'impression',
  'session',
  'click',
  'download',
  'webinar_registration',
  'webinar_attendance',
  'email_sent',
  'email_opened',
  'email_clicked',
  'demo_request',
  'case_study_view',
  'pricing_view',
  'call',
  'meeting',
  'proposal',
  'rfp',
  'referral',
  'social',
] as const

/** The engagement group of a name. */
export const touchNames = z.strictObject({
  name: text('Name of touch events'),
  touch_group: oneOf(touchGroups, 'Engagement group'),
})

/** Fields that a rule may ask about; those with a number take `at_least` and `at_most`. */
const icpFields = {
  account: {
    words: ['industry', 'country', 'region', 'segment', 'tier', 'domain'],
    numbers: ['employees', 'annual_revenue', 'icp_score'],
  },
  person: {
    words: ['seniority', 'title', 'role', 'status', 'need_fit', 'budget_band', 'domain'],
    numbers: ['score'],
  },
} as const

const numberText = /^-?\d{1,14}(\.\d{1,4})?$/

/** A condition of an ideal customer profile. */
export const icpRules = z
  .strictObject({
    profile: text('Name of the profile; all rules of one must hold'),
    subject: oneOf(['account', 'person'], 'Whose field it is'),
    field: text('Field of the account or person'),
    operator: oneOf(
      ['equals', 'in', 'at_least', 'at_most', 'present'],
      'How the field is held against value',
    ),
    value: text(
      'A word, words with | between them for in, a number for at_least and at_most, true for present',
    ),
  })
  .superRefine(({ subject, field, operator, value }, { addIssue }) => {
    const wrong = (path: string, message: string) =>
      addIssue({ code: 'custom', path: [path], message })
    const { words, numbers } = icpFields[subject]
    const isNumber = numbers.some((each) => each === field)
    if (!isNumber && !words.some((each) => each === field)) {
      wrong('field', `for ${subject} one of ${[...words, ...numbers].join(', ')}`)
    } else if (operator === 'at_least' || operator === 'at_most') {
      if (!isNumber) wrong('operator', `${operator} is for ${numbers.join(', ')}`)
      else if (!numberText.test(value)) wrong('value', `a number, as the operator is ${operator}`)
    } else if (operator === 'present' && value !== 'true') {
      wrong('value', 'true, as the operator is present')
    } else if (operator === 'in' && value.split('|').some((word) => word.trim() === '')) {
      wrong('value', 'words with | between them')
    }
  })

/** A role of the buying committee. */
export const committeeRoles = z.strictObject({
  role: text('Role of a person in the buying committee'),
  is_decision: flag('The role decides'),
})

/** A day without working hours. */
export const holidays = z.strictObject({ day: day('Local day without working hours') })
