import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { ObjectInfo, ObjectStore, PutCondition, StoredObject } from '#core/ports.ts'

/** Half-written objects live here, so that neither a listing nor a query's file pattern meets one. */
const partial = '.partial'

/** The length limit of S3, so that a key accepted here is accepted there. */
const keyBytes = 1024

const refusedPart = (part: string) =>
  part === '' || part === '.' || part === '..' || part === partial || /[\\\0]/.test(part)

/** The path of a key below `root`; throws when the key could lead elsewhere or is not one. */
export function keyPath(root: string, key: string): string {
  const parts = key.split('/')
  if (parts.some(refusedPart) || Buffer.byteLength(key) > keyBytes) {
    throw new Error(
      `object key ${JSON.stringify(key)}, allowed are at most ${keyBytes} bytes of non-empty parts ` +
        `between slashes, none of them "." or "..", without backslash and NUL`,
    )
  }
  return join(root, ...parts)
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** No such file, a file where the key has a folder, or a folder where the key has a file. */
const missing = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ERR_FS_EISDIR'])

/** Answers the fallback when the file is not there; everything else is still an error. */
async function ifThere<T, F>(work: Promise<T>, fallback: F): Promise<T | F> {
  try {
    return await work
  } catch (error) {
    if (missing.has(codeOf(error))) return fallback
    throw error
  }
}

const tagOf = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')

/** One task at a time per key, in order of arrival. */
function createLocks() {
  const tails = new Map<string, Promise<unknown>>()
  return <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const turn = (tails.get(key) ?? Promise.resolve()).then(task, task)
    const tail = turn.then(release, release)
    function release() {
      if (tails.get(key) === tail) tails.delete(key)
    }
    tails.set(key, tail)
    return turn
  }
}

/** Content and name reach the disk before the answer: the feed's position moves on after it. */
async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeWhole(path: string, body: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx')
  try {
    await handle.writeFile(body)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a complete file appear at the path; with `fresh`, answers false when one is there already. */
async function place(
  root: string,
  path: string,
  body: Uint8Array,
  fresh: boolean,
): Promise<boolean> {
  const draft = join(root, partial, randomUUID())
  await mkdir(dirname(draft), { recursive: true })
  await mkdir(dirname(path), { recursive: true })
  await writeWhole(draft, body)
  try {
    // A link fails on an existing name, where a rename would replace it.
    await (fresh ? link(draft, path) : rename(draft, path))
  } catch (error) {
    if (fresh && codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
  // Windows opens no folders and needs no such call.
  if (process.platform !== 'win32') await syncPath(dirname(path))
  return true
}

async function read(path: string): Promise<StoredObject | undefined> {
  const body = await ifThere(readFile(path), undefined)
  return body && { body, tag: tagOf(body) }
}

async function write(
  root: string,
  path: string,
  body: Uint8Array,
  condition: PutCondition | undefined,
): Promise<string | undefined> {
  if (condition && 'tag' in condition && (await read(path))?.tag !== condition.tag) return undefined
  const fresh = condition !== undefined && 'absent' in condition
  return (await place(root, path, body, fresh)) ? tagOf(body) : undefined
}

const byBytes = (a: ObjectInfo, b: ObjectInfo) =>
  Buffer.compare(Buffer.from(a.key), Buffer.from(b.key))

async function listUnder(root: string, prefix: string, after = ''): Promise<ObjectInfo[]> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const start = folder === '' ? root : keyPath(root, folder.slice(0, -1))
  const entries = await ifThere(readdir(start, { recursive: true, withFileTypes: true }), [])
  const infos = entries.map(async (entry): Promise<ObjectInfo[]> => {
    const path = join(entry.parentPath, entry.name)
    const key = relative(root, path).split(sep).join('/')
    if (!entry.isFile() || !key.startsWith(prefix) || key.startsWith(`${partial}/`)) return []
    const stats = await ifThere(stat(path), undefined)
    return stats ? [{ key, size: stats.size }] : []
  })
  const listed = (await Promise.all(infos)).flat().sort(byBytes)
  return listed.filter((info) => byBytes(info, { key: after, size: 0 }) > 0)
}

/**
 * A folder as an object store. A reader sees an object whole or not at all, and of several conditional
 * writes one wins, as long as one process writes to the folder. The tag is the SHA-256 of the content.
 * Unlike in S3, `a` and `a/b` cannot both be objects.
 */
export function createObjectStore(folder: string): ObjectStore {
  const root = resolve(folder)
  const locked = createLocks()
  return {
    get: async (key) => read(keyPath(root, key)),
    put: async (key, body, condition) => {
      const path = keyPath(root, key)
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      return locked(key, () => write(root, path, bytes, condition))
    },
    list: (prefix, after) => listUnder(root, prefix, after),
    delete: async (keys) => {
      const paths = keys.map((key) => [key, keyPath(root, key)] as const)
      const remove = (path: string) => () => ifThere(rm(path), undefined)
      await Promise.all(paths.map(([key, path]) => locked(key, remove(path))))
    },
  }
}
