import type { ObjectStore } from '#core/ports.ts'
import type { Settings } from '#core/settings.ts'
import { parseStoredSettings } from '#core/stored-settings.ts'
import { readText } from './read-text.ts'

export const settingsKey = 'reference/settings.json'

/** The settings that the last deploy or start wrote beside the data. */
export async function readSettings(objects: ObjectStore): Promise<Settings> {
  const text = await readText(objects, settingsKey)
  if (text === undefined) throw new Error(`${settingsKey} is missing: run migrate first`)
  return parseStoredSettings(JSON.parse(text))
}
