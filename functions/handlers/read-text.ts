import type { ObjectStore } from '#core/ports.ts'

/** The text of an object; undefined when there is none. */
export async function readText(objects: ObjectStore, key: string): Promise<string | undefined> {
  const stored = await objects.get(key)
  return stored && Buffer.from(stored.body).toString('utf8')
}
