import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { UsageError } from '#core/errors.ts'

const addressSchema = z.object({
  pid: z.int(),
  port: z.int().min(1).max(65535),
  token: z.string().min(1),
})

/** Where the process that owns a data folder answers; the token opens its command routes. */
export type OwnerAddress = z.infer<typeof addressSchema>

/** This process owns the data folder until `release`, or until it dies. */
export interface FolderHold {
  release(): void
}

export type Claim = { readonly hold: FolderHold } | { readonly owner: OwnerAddress }

const addressFile = (dataDir: string) => join(dataDir, 'server.json')
const healthTimeoutMs = 5_000
const pollMs = 100

/** The page address of an owner; it only listens on the loopback interface. */
export const urlOf = (port: number): string => `http://127.0.0.1:${port}`

/** A random secret that fits into a header. */
export const newToken = (): string => randomBytes(24).toString('base64url')

function openLock(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(dataDir, 'owner.lock'), { timeout: 0 })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${dataDir} cannot be the data folder: ${reason}`, { cause })
  }
}

/**
 * Takes the data folder for this process, or undefined when another process has it. The lock is
 * SQLite's own file lock, so the operating system frees it even after a kill.
 */
export function holdFolder(dataDir: string): FolderHold | undefined {
  const database = openLock(dataDir)
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    database.close()
    if (isLocked(error)) return undefined
    throw error
  }
  return {
    release: () => {
      rmSync(addressFile(dataDir), { force: true })
      database.close()
    },
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

/** Tells other processes where this owner answers; readable by the same user only. */
export function publishAddress(dataDir: string, address: OwnerAddress): void {
  const draft = `${addressFile(dataDir)}.${address.pid}`
  writeFileSync(draft, JSON.stringify(address), { mode: 0o600 })
  renameSync(draft, addressFile(dataDir))
}

function readAddress(dataDir: string): OwnerAddress | undefined {
  try {
    return addressSchema.parse(JSON.parse(readFileSync(addressFile(dataDir), 'utf8')))
  } catch {
    return undefined
  }
}

/** The running owner of a data folder, asked by its port and token: a pid may belong to anyone. */
export async function findOwner(dataDir: string): Promise<OwnerAddress | undefined> {
  const address = readAddress(dataDir)
  if (address === undefined) return undefined
  try {
    const answer = await fetch(`${urlOf(address.port)}/health`, {
      headers: { authorization: `Bearer ${address.token}` },
      signal: AbortSignal.timeout(healthTimeoutMs),
    })
    const health = z.object({ owner: z.literal(true), pid: z.literal(address.pid) })
    return answer.ok && health.safeParse(await answer.json()).success ? address : undefined
  } catch {
    return undefined
  }
}

/**
 * Becomes the owner of the folder or finds the one that answers; an owner that is starting or
 * stopping gets `patienceMs` to do so. Throws UsageError when the folder stays taken without answer.
 */
export async function claimFolder(dataDir: string, patienceMs: number): Promise<Claim> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const hold = holdFolder(dataDir)
    if (hold) return { hold }
    const owner = await findOwner(dataDir)
    if (owner) return { owner }
    if (Date.now() >= deadline) {
      throw new UsageError(`another command is using ${dataDir}; try again when it has ended`)
    }
    await wait(pollMs)
  }
}
