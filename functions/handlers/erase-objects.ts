import { finderOf, mayMention, type SubjectIds } from '#core/erasure.ts'
import { prefixes } from '#core/names.ts'
import type { ObjectStore } from '#core/ports.ts'
import { together } from '#core/together.ts'
import { readText } from './read-text.ts'

const readsAtOnce = 16

/** How far a walk came: the last key that it looked at, or that it is through. */
export type WalkEnd = { readonly after: string } | 'through'

/** Looks at the objects of a folder in the order of their keys, on from a key, while it may go on. */
export async function walk(
  objects: ObjectStore,
  prefix: string,
  after: string,
  mayGoOn: () => boolean,
  visit: (key: string) => Promise<void>,
): Promise<WalkEnd> {
  const keys = (await objects.list(prefix, after)).map(({ key }) => key)
  for (let start = 0; start < keys.length; start += readsAtOnce) {
    if (start > 0 && !mayGoOn()) return { after: keys[start - 1] ?? after }
    await together(keys.slice(start, start + readsAtOnce).map(visit))
  }
  return 'through'
}

/** Whether a quarantine object holds an event that may be about one of the ids. */
export async function isRejectOf(
  objects: ObjectStore,
  key: string,
  ids: SubjectIds,
): Promise<boolean> {
  const body = await readText(objects, key)
  if (body === undefined) return false
  const { text } = JSON.parse(body) as { text: string }
  return mayMention(text, ids)
}

const dataKey = /^(reports\/[^/]+\/[^/]+\/[^/]+)\/report\.json$/

/** The path of a published report when the key is that of its data and they name one of the ids. */
export async function reportNaming(
  objects: ObjectStore,
  key: string,
  ids: SubjectIds,
): Promise<string | undefined> {
  const path = dataKey.exec(key)?.[1]
  const text = path === undefined ? undefined : await readText(objects, key)
  if (path === undefined || text === undefined) return undefined
  const isNamed = finderOf(ids)
  let found = false
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'string' && isNamed(value)) found = true
    return value
  })
  return found ? path : undefined
}

/** Every published report whose data name one of the ids; `onFound` is given its path. */
export const walkReports = (
  objects: ObjectStore,
  ids: SubjectIds,
  after: string,
  mayGoOn: () => boolean,
  onFound: (path: string) => void,
): Promise<WalkEnd> =>
  walk(objects, prefixes.reports, after, mayGoOn, async (key) => {
    const path = await reportNaming(objects, key, ids)
    if (path !== undefined) onFound(path)
  })
