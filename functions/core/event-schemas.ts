import * as z from 'zod'
import { type EventType, envelopeFields, identityFields, typeFields } from './event-shapes.ts'
import { oneOf, text } from './fields.ts'

type Shape = Record<string, z.ZodType>

const optional = <S extends Shape>(shape: S) => z.object(shape).partial().shape

/** On `deal`, `person` and `account` null means cleared and an absent field means unchanged. */
const clearable = <S extends Shape>(shape: S) =>
  Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, field.nullish()])) as {
    [K in keyof S]: z.ZodOptional<z.ZodNullable<S[K]>>
  }

const name = text('What happened, in the words of the user')
const personName = oneOf(['created', 'updated', 'assigned', 'scored'], 'What happened')
const head = <const T extends EventType>(type: T) => ({ type: z.literal(type), ...identityFields })
const { amount, currency, account_id, opportunity_id } = envelopeFields

/** The whole input model: one strict object per type, unknown fields refused. */
export const eventSchemas = {
  stage: z.strictObject({
    ...head('stage'),
    name,
    ...optional(envelopeFields),
    ...optional(typeFields.stage),
  }),
  touch: z.strictObject({
    ...head('touch'),
    name,
    ...optional(envelopeFields),
    ...optional(typeFields.touch),
  }),
  deal: z.strictObject({
    ...head('deal'),
    name,
    ...clearable(envelopeFields),
    ...clearable(typeFields.deal),
    opportunity_id,
  }),
  person: z.strictObject({
    ...head('person'),
    name: personName,
    ...clearable(envelopeFields),
    ...clearable(typeFields.person),
  }),
  account: z.strictObject({
    ...head('account'),
    name,
    ...clearable(envelopeFields),
    ...clearable(typeFields.account),
    account_id,
  }),
  spend: z.strictObject({
    ...head('spend'),
    name: name.optional(),
    ...optional(envelopeFields),
    ...typeFields.spend,
    amount,
    currency,
  }),
  revenue: z.strictObject({
    ...head('revenue'),
    name: name.optional(),
    ...optional(envelopeFields),
    ...optional(typeFields.revenue),
    action: typeFields.revenue.action,
    interval: typeFields.revenue.interval,
    account_id,
    amount,
    currency,
  }),
  survey: z.strictObject({
    ...head('survey'),
    name: name.optional(),
    ...optional(envelopeFields),
    ...typeFields.survey,
    scale_max: typeFields.survey.scale_max.optional(),
  }),
  usage: z.strictObject({
    ...head('usage'),
    name: name.optional(),
    ...optional(envelopeFields),
    ...optional(typeFields.usage),
    quantity: typeFields.usage.quantity,
    account_id,
  }),
  link: z.strictObject({
    ...head('link'),
    name: name.optional(),
    ...optional(envelopeFields),
    ...typeFields.link,
  }),
  retract: z.strictObject({
    ...head('retract'),
    name: name.optional(),
    ...optional(envelopeFields),
    ...typeFields.retract,
  }),
}

export type FunnelEvent = z.infer<(typeof eventSchemas)[EventType]>
