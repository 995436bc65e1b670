import { expect } from 'vitest'
import { importRecognised } from './recognised.ts'

/** A CSV file of these lines. */
export const table = (...lines: string[]) => `${lines.join('\r\n')}\r\n`

/** Imports a file that must be understood without a mapping and have no bad row: its events, and its entry. */
export async function taken(name: string, content: string | Uint8Array) {
  const { prepared, summary, stored } = await importRecognised({ [name]: content })
  expect(prepared.refused).toEqual([])
  expect(summary[0]?.problems).toEqual([])
  return { stored, entry: JSON.parse(JSON.stringify(prepared.mappingJson.files[0])) }
}

/** Some fields of each event. */
export const brief = (stored: readonly Readonly<Record<string, unknown>>[], ...fields: string[]) =>
  stored.map((event) => fields.map((field) => event[field]))
