import { emptyLanding } from '#core/landing.ts'
import { prefixes } from '#core/names.ts'
import type { ObjectInfo, ObjectStore } from '#core/ports.ts'

/** Every landed object that is kept, sorted by key. */
export const landedObjects = (objects: ObjectStore): Promise<ObjectInfo[]> =>
  objects.list(prefixes.landing, emptyLanding)
