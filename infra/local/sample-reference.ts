import { readFileSync } from 'node:fs'
import { referenceNames } from '#core/reference-tables.ts'
import type { ReferenceRequest } from '#handlers/reference.ts'
import type { Pipeline } from './pipeline.ts'

const folder = new URL('../../queries/sample/', import.meta.url)

/** The reference data of the sample business: its quotas, rates, rules and holidays. */
export const sampleReference = (): ReferenceRequest[] =>
  referenceNames.map((name) => ({
    name: `${name}.csv`,
    text: readFileSync(new URL(`${name}.csv`, folder), 'utf8'),
  }))

/** Loads them; throws with the first fault of a file that is refused. */
export async function loadSampleReference({
  reference,
}: Pick<Pipeline, 'reference'>): Promise<void> {
  for (const request of sampleReference()) {
    const result = await reference(request)
    if ('faults' in result) throw new Error(`${request.name}: ${result.faults[0]?.message}`)
  }
}
