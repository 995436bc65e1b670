import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { UsageError } from '#core/errors.ts'
import { linkSecretName } from '#core/names.ts'
import type { Secrets } from '#core/ports.ts'

const value = z.string().min(1)
/** One value, or the newest and the one before while a secret is replaced. */
const secretsFile = z.record(z.string(), z.union([value.transform((one) => [one]), z.array(value)]))

type Environment = Readonly<Record<string, string | undefined>>

/** `webhooks/generic` is `SECRET_WEBHOOKS_GENERIC` in the environment. */
export const secretVariable = (name: string): string =>
  `SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function readSecrets(path: string): Promise<z.infer<typeof secretsFile>> {
  const mode = await modeOf(path)
  if (mode === undefined) return {}
  // Windows has no such bits.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new UsageError(`${path} can be read by others; run: chmod 600 ${path}`)
  }
  try {
    return secretsFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    // The cause of unreadable JSON quotes it, and this is about secrets.
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is no JSON'
    throw new UsageError(`${path} must hold texts by name, or lists of them: ${reason}`)
  }
}

/** The secret that signs links is nobody's but ours: made when it is first asked for. */
async function madeLinkSecret(path: string): Promise<string[]> {
  if ((await modeOf(path)) === undefined) {
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  }
  return [await readFile(path, 'utf8')]
}

/**
 * Secrets of `secrets.json` in the data folder, which only its user may read, and of the
 * environment, which comes first. Read anew each time, so that a change needs no restart.
 */
export function createSecrets(dataDir: string, environment: Environment = process.env): Secrets {
  const path = join(dataDir, 'secrets.json')
  return {
    async get(name) {
      const given = environment[secretVariable(name)]
      const stored = (await readSecrets(path))[name] ?? []
      const values = given ? [given, ...stored] : stored
      const isMissing = values.length === 0 && name === linkSecretName
      return isMissing ? madeLinkSecret(join(dataDir, 'link-secret')) : values
    },
  }
}
