import * as z from 'zod'
import type { Settings } from '../settings.ts'
import type { MappedEvent } from './webhook.ts'

/** An id or number; large ids come as text in newer deliveries. */
const id = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(String)

export const notification = z.object({
  eventId: id,
  portalId: id,
  occurredAt: z.int().min(0).max(8.64e15),
  subscriptionType: z.string(),
  objectId: id.optional(),
  objectTypeId: z.string().optional(),
  propertyName: z.string().optional(),
  propertyValue: z.string().nullish(),
  primaryObjectId: id.optional(),
  mergedObjectIds: z.array(id).optional(),
  newObjectId: id.optional(),
  associationType: z.string().optional(),
  associationRemoved: z.boolean().optional(),
  fromObjectId: id.optional(),
  toObjectId: id.optional(),
})

export type Notification = z.infer<typeof notification>

/** A contact is a lead here: funnels begin before anybody knows whether it will buy. */
export type ObjectKind = 'contact' | 'company' | 'deal'

const kindById: Readonly<Record<string, ObjectKind>> = {
  '0-1': 'contact',
  '0-2': 'company',
  '0-3': 'deal',
}

export const subjectKinds = { contact: 'lead', company: 'account', deal: 'opportunity' } as const

/** `contact.creation` as it was, or `object.creation` with the id of a type. */
export function subscriptionOf({ subscriptionType, objectTypeId = '' }: Notification) {
  const [object = '', action = ''] = subscriptionType.split('.')
  const named = Object.values(kindById).find((kind) => kind === object)
  return { kind: object === 'object' ? kindById[objectTypeId] : named, action }
}

/** A notification about an object of a kind that is understood. */
export interface Told {
  readonly kind: ObjectKind
  readonly objectId: string
  readonly sent: Notification
  readonly settings: Settings
}

export const subject = (kind: ObjectKind, objectId: string) => ({
  [`${subjectKinds[kind]}_id`]: objectId,
})

const changed = { contact: 'person', company: 'account', deal: 'deal' } as const

/** An event of what the source knows about an object; absent fields are unchanged. */
export const record = ({ kind, objectId }: Told, name: string, fields: object): MappedEvent => ({
  type: changed[kind],
  name,
  ...subject(kind, objectId),
  ...fields,
})
