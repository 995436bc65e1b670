import type { Settings } from '../settings.ts'
import {
  type Notification,
  record,
  subject,
  subjectKinds,
  subscriptionOf,
  type Told,
} from './hubspot-notification.ts'
import { mapProperty } from './hubspot-properties.ts'
import { type MappedEvent, present } from './webhook.ts'

type Build = (told: Told) => readonly MappedEvent[]

function created(told: Told): MappedEvent[] {
  const { kind, objectId } = told
  const stage = (name: string, fields: object = {}) => ({
    type: 'stage',
    name,
    ...subject(kind, objectId),
    ...fields,
  })
  if (kind === 'deal') return [stage('opportunity_opened', { outcome: 'open' })]
  const known = record(told, 'created', {})
  return kind === 'contact' ? [known, stage('lead_created')] : [known]
}

const marked = (deleted: boolean) => (told: Told) => [record(told, 'updated', { deleted })]

const link = (
  relation: string,
  [fromKind, fromId]: readonly [string, string],
  [intoKind, intoId]: readonly [string, string],
): MappedEvent => ({
  type: 'link',
  relation,
  from_kind: fromKind,
  from_id: fromId,
  into_kind: intoKind,
  into_id: intoId,
})

/** Every id that was merged leads to the one that is left, which may be new. */
function merged({ kind, sent }: Told): MappedEvent[] {
  const { primaryObjectId, mergedObjectIds = [], newObjectId } = sent
  const survivor = newObjectId ?? primaryObjectId
  if (survivor === undefined || primaryObjectId === undefined) return []
  const subjectKind = subjectKinds[kind]
  return [...new Set([primaryObjectId, ...mergedObjectIds])]
    .filter((each) => each !== survivor)
    .map((each) => link('same', [subjectKind, each], [subjectKind, survivor]))
}

/** Both ends tell the same fact, so either is read the same way; a removal leaves no trace. */
function associated({ sent }: Told): MappedEvent[] {
  const { associationType = '', associationRemoved, fromObjectId, toObjectId } = sent
  if (associationRemoved || fromObjectId === undefined || toObjectId === undefined) return []
  switch (associationType) {
    case 'CONTACT_TO_COMPANY':
      return [link('belongs_to', ['lead', fromObjectId], ['account', toObjectId])]
    case 'COMPANY_TO_CONTACT':
      return [link('belongs_to', ['lead', toObjectId], ['account', fromObjectId])]
    case 'CONTACT_TO_DEAL':
      return [link('converted', ['lead', fromObjectId], ['opportunity', toObjectId])]
    case 'DEAL_TO_CONTACT':
      return [link('converted', ['lead', toObjectId], ['opportunity', fromObjectId])]
    case 'DEAL_TO_COMPANY':
      return [dealOf(fromObjectId, toObjectId)]
    case 'COMPANY_TO_DEAL':
      return [dealOf(toObjectId, fromObjectId)]
    default:
      return []
  }
}

const dealOf = (deal: string, account: string): MappedEvent => ({
  type: 'deal',
  name: 'updated',
  opportunity_id: deal,
  account_id: account,
})

const builders: Readonly<Record<string, Build>> = {
  creation: created,
  deletion: marked(true),
  privacyDeletion: marked(true),
  restore: marked(false),
  propertyChange: mapProperty,
  merge: merged,
  associationChange: associated,
}

/**
 * The events of one notification; none when it tells nothing that an event could say. Their ids are
 * made of what a repeated delivery repeats, since the event id alone is not promised to be unique.
 */
export function mapNotification(sent: Notification, settings: Settings): MappedEvent[] {
  const { kind, action } = subscriptionOf(sent)
  const objectId = sent.objectId ?? sent.primaryObjectId ?? sent.fromObjectId
  if (kind === undefined || objectId === undefined) return []
  const build = builders[action]
  const events = build?.({ kind, objectId, sent, settings }) ?? []
  const stem = [sent.portalId, `${kind}.${action}`, objectId, sent.eventId, sent.occurredAt]
  const parts = ['hubspot', ...stem, ...(sent.propertyName ? [sent.propertyName] : [])]
  return events.map((event, index) =>
    present({
      event_id: [...parts, ...(index > 0 ? [index] : [])].join(':'),
      occurred_at: new Date(sent.occurredAt).toISOString(),
      source_system: 'hubspot',
      ...event,
    }),
  )
}
