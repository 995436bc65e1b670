import { readFileSync } from 'node:fs'
import { referenceNames } from '#core/reference-tables.ts'
import type { ReferenceRequest } from '#handlers/reference.ts'

const folder = new URL('../../queries/sample/', import.meta.url)

/** The reference data of the sample business: its quotas, rates, rules and holidays. */
export const sampleReference = (): ReferenceRequest[] =>
  referenceNames.map((name) => ({
    name: `${name}.csv`,
    text: readFileSync(new URL(`${name}.csv`, folder), 'utf8'),
  }))
