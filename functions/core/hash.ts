import { createHash } from 'node:crypto'

/** SHA-256 in lower-case hex. */
export const sha256 = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex')

/**
 * JSON text that is the same for equal values: keys sorted, no white space, numbers in their
 * shortest form (1.0 and 1 are equal, so are -0 and 0), undefined members left out. Recursive: the
 * depth must be checked before.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/**
 * SHA-256 over an event as it was sent, without its id and before any default or normalisation,
 * so that a later release of the schema never turns a retry into a conflict.
 */
export function contentHash(sent: object): string {
  const { event_id: _, ...content } = sent as Record<string, unknown>
  return sha256(canonicalJson(content))
}
