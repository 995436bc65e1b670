import { UsageError } from './errors.ts'
import { subjectKinds } from './event-shapes.ts'

export type SubjectKind = (typeof subjectKinds)[number]

export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
}

/** Ids by kind, all of one person or company. */
export type SubjectIds = Readonly<Partial<Record<SubjectKind, readonly string[]>>>

/** `lead:17` as a subject; throws UsageError for anything else. */
export function parseSubject(text: string): Subject {
  const colon = text.indexOf(':')
  const kind = subjectKinds.find((each) => each === text.slice(0, colon))
  const id = text.slice(colon + 1)
  if (kind !== undefined && id !== '') return { kind, id }
  throw new UsageError(`subject "${text}": write <kind>:<id>, kinds are ${subjectKinds.join(', ')}`)
}

/** Every field of an event that holds the id of a subject, with the kind of that subject. */
export const idFields: Readonly<Record<string, SubjectKind>> = {
  visitor_id: 'visitor',
  lead_id: 'lead',
  contact_id: 'contact',
  account_id: 'account',
  opportunity_id: 'opportunity',
  referred_by_contact_id: 'contact',
  referred_by_account_id: 'account',
  parent_account_id: 'account',
}

const ownFields = subjectKinds.map((kind) => `${kind}_id`)

/** What a visitor does is that of the person who is named with it. */
const namedFields = ownFields.filter((field) => field !== 'visitor_id')

/** Without one of these an event of the type has no subject left. */
const neededFields: Readonly<Record<string, readonly string[]>> = {
  deal: ['opportunity_id'],
  account: ['account_id'],
  revenue: ['account_id'],
  usage: ['account_id'],
  survey: ['account_id', 'contact_id'],
  stage: namedFields,
  touch: namedFields,
}

/** What tells of a person without naming one: texts and keys of the sender's own. */
const freeFields = ['properties', 'role', 'session_id']

type Fields = Readonly<Record<string, unknown>>

const holds = (ids: SubjectIds, kind: unknown, id: unknown): boolean =>
  subjectKinds.some((each) => each === kind && ids[each]?.some((known) => known === id))

const isEndOf = (event: Fields, ids: SubjectIds): boolean =>
  event.type === 'link' &&
  (holds(ids, event.from_kind, event.from_id) || holds(ids, event.into_kind, event.into_id))

const rolesWithout = (ids: SubjectIds, roles: readonly Fields[]) =>
  roles.filter(({ contact_id }) => !holds(ids, 'contact', contact_id))

/** The event without the fields that name one of the ids; the same event when none does. */
function withoutNames(event: Fields, ids: SubjectIds): Fields {
  const naming = Object.entries(idFields).filter(([field, kind]) => holds(ids, kind, event[field]))
  const roles = Array.isArray(event.contact_roles) ? (event.contact_roles as Fields[]) : []
  const left = rolesWithout(ids, roles)
  if (naming.length === 0 && left.length === roles.length) return event
  const dropped = new Set([...naming.map(([field]) => field), ...freeFields])
  const kept = Object.entries(event).filter(([field]) => !dropped.has(field))
  const changed = Object.fromEntries(kept)
  return left.length === roles.length ? changed : { ...changed, contact_roles: left }
}

/** A record of a person, or a link from or to one, says nothing but who that is. */
function isAbout(event: Fields, ids: SubjectIds): boolean {
  if (isEndOf(event, ids)) return true
  const isRecord = event.type === 'person'
  return isRecord && ownFields.some((field) => holds(ids, idFields[field], event[field]))
}

/**
 * What an erasure of these ids leaves of a stored event: undefined when the event was theirs alone,
 * else its body without what names them. The same text when it does not name them.
 */
export function erasedBody(body: string, ids: SubjectIds): string | undefined {
  const event = JSON.parse(body) as Fields
  if (isAbout(event, ids)) return undefined
  const left = withoutNames(event, ids)
  if (left === event) return body
  const needed = neededFields[String(event.type)]
  const hasSubject = needed === undefined || needed.some((field) => typeof left[field] === 'string')
  return hasSubject ? JSON.stringify(left) : undefined
}

/** An id that a value may equal without meaning it: a word, or a number. */
const ambiguous = /^(?:\p{L}+|\p{N}+)$/u

function mentioned(value: unknown, ids: SubjectIds, key = ''): boolean {
  if (Array.isArray(value)) return value.some((each) => mentioned(each, ids, key))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(([field, each]) => mentioned(each, ids, field))
  }
  const kind = idFields[key]
  const possible = kind === undefined ? Object.values(ids).flat() : (ids[kind] ?? [])
  const isId = /id$/i.test(key)
  return possible.some((id) => id === String(value) && (isId || !ambiguous.test(id)))
}

/**
 * Whether a refused event, as JSON text, may be about one of the ids. It need not fit any shape, so
 * every value counts but the ids of other kinds, and plain words and numbers only where the field is
 * called an id; of what is no JSON, any text in quotes.
 */
export function mayMention(text: string, ids: SubjectIds): boolean {
  try {
    return mentioned(JSON.parse(text), ids)
  } catch {
    return Object.values(ids)
      .flat()
      .some((id) => text.includes(JSON.stringify(id)))
  }
}

const letter = String.raw`[\p{L}\p{N}_-]`

/**
 * Tells whether a text of a report names one of the ids: is one, or holds one as a word of its own,
 * unless it is a plain word or number.
 */
export function finderOf(ids: SubjectIds): (text: string) => boolean {
  const all = new Set(Object.values(ids).flat())
  const words = [...all]
    .filter((id) => !ambiguous.test(id))
    .map((id) => id.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`))
  const pattern = new RegExp(`(?<!${letter})(?:${words.join('|')})(?!${letter})`, 'u')
  return (text) => all.has(text) || (words.length > 0 && pattern.test(text))
}
