import { hash } from 'node:crypto'

/** SHA-256 in lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex')

/**
 * JSON text that is the same for equal values: keys sorted, no white space, numbers in their
 * shortest form (1.0 and 1 are equal, so are -0 and 0), undefined members left out. Recursive: the
 * depth must be checked before.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return canonicalMembers(value as Record<string, unknown>, Object.keys(value))
}

type Members = Readonly<Record<string, unknown>>

function canonicalMembers(object: Members, keys: string[]): string {
  keys.sort()
  const copy = sortedCopy(object, keys)
  if (copy !== undefined) return JSON.stringify(copy)
  const members = keys
    .filter((key) => object[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
  return `{${members.join(',')}}`
}

const nine = '9'.charCodeAt(0)

/** A key that is a number comes first in any object, and `__proto__` is no key of a copy. */
const keepsItsPlace = (key: string) => key.charCodeAt(0) > nine && !key.startsWith('__')

/** The object with these keys in their order, for JSON.stringify; undefined where it holds other objects. */
function sortedCopy(object: Members, keys: readonly string[]): Members | undefined {
  const copy: Record<string, unknown> = {}
  for (const key of keys) {
    const member = object[key]
    if ((typeof member === 'object' && member !== null) || !keepsItsPlace(key)) return undefined
    copy[key] = member
  }
  return copy
}

/**
 * SHA-256 over an event as it was sent, without its id and before any default or normalisation,
 * so that a later release of the schema never turns a retry into a conflict.
 */
export function contentHash(sent: object): string {
  const keys = Object.keys(sent).filter((key) => key !== 'event_id')
  return sha256(canonicalMembers(sent as Members, keys))
}
