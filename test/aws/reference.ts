import { prefixes } from '#core/names.ts'
import { lastRecordedAt } from '#core/reference-versions.ts'
import type { ReferenceRequest } from '#handlers/reference.ts'
import { readReference, referenceState } from '#handlers/reference-store.ts'
import type { Deployed } from './deployed.ts'
import { until } from './until.ts'

/** A file of reference data, and when the deployed pipeline recorded the last so far. */
export interface Loaded {
  readonly request: ReferenceRequest
  readonly recordedAt: string | undefined
}

/** Uploads a file of reference data and waits until the function has loaded it. */
export async function upload({ objects }: Deployed, request: ReferenceRequest): Promise<Loaded> {
  const before = (await objects.get(referenceState))?.tag
  await objects.put(`${prefixes.incoming}${request.name}`, request.text)
  const isLoaded = async () => {
    const state = await objects.get(referenceState)
    const isHeld = Buffer.from(state?.body ?? []).includes('"lease"')
    return state !== undefined && state.tag !== before && !isHeld
  }
  await until(`loaded ${request.name}`, isLoaded, 60)
  return { request, recordedAt: lastRecordedAt(await readReference(objects)) }
}
