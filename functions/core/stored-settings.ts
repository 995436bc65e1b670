import { parseSettings, type Settings, settingsSchema } from './settings.ts'

/**
 * Settings as another version of the pipeline stored them: fields that this one does not know are
 * left out, because a deployment writes the settings before it replaces the functions.
 */
export function parseStoredSettings(input: unknown): Settings {
  const unknown = (settingsSchema.safeParse(input).error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
  )
  const known = structuredClone(input)
  for (const path of unknown) {
    const place = path
      .slice(0, -1)
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), known)
    Reflect.deleteProperty(Object(place), path.at(-1) ?? '')
  }
  return parseSettings(known)
}
