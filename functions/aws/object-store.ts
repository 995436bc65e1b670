import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { ObjectInfo, ObjectStore, PutCondition } from '#core/ports.ts'
import { backoffMs, errorName, type Pause, realPause } from './retry.ts'

const deleteBatch = 1000
const mostConflicts = 6

const contentTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  parquet: 'application/vnd.apache.parquet',
}

type Client = Pick<S3Client, 'send'>

/**
 * The lake bucket. A tag is the object's ETag. A conditional write whose answer got lost and that
 * the SDK sent again reports a failed condition, as if another writer had won: callers must treat
 * that as "not mine".
 */
export function createObjectStore(
  client: Client,
  bucket: string,
  pause: Pause = realPause,
): ObjectStore {
  return {
    async get(key) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        if (!Body || !ETag)
          throw new Error(`object ${key} came without ${Body ? 'a tag' : 'a body'}`)
        return { body: await Body.transformToByteArray(), tag: ETag }
      } catch (error) {
        if (errorName(error) === 'NoSuchKey') return undefined
        throw error
      }
    },
    put: (key, body, condition) => put(client, bucket, pause, { key, body, condition }),
    list: (prefix, after) => list(client, bucket, prefix, after),
    delete: (keys) => deleteAll(client, bucket, keys),
  }
}

interface Write {
  readonly key: string
  readonly body: Uint8Array | string
  readonly condition: PutCondition | undefined
}

async function put(
  client: Client,
  bucket: string,
  pause: Pause,
  write: Write,
): Promise<string | undefined> {
  const extension = write.key.slice(write.key.lastIndexOf('.') + 1)
  const input = {
    Bucket: bucket,
    Key: write.key,
    Body: write.body,
    ContentType: contentTypes[extension] ?? 'application/octet-stream',
    ...conditionHeaders(write.condition),
  }
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { ETag } = await client.send(new PutObjectCommand(input))
      if (!ETag) throw new Error(`object ${write.key} was written without a tag in the answer`)
      return ETag
    } catch (error) {
      if (write.condition && conditionFailed(error, write.condition)) return undefined
      // Another conditional write to this key was in flight: S3 decided nothing and asks for the
      // same call again.
      if (errorName(error) !== 'ConditionalRequestConflict' || attempt === mostConflicts)
        throw error
      await pause.sleep(backoffMs(attempt, 50, 2000, pause.random))
    }
  }
}

function conditionHeaders(condition: PutCondition | undefined) {
  if (!condition) return {}
  return 'absent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.tag }
}

/** `If-Match` on an object that is gone answers 404 instead of 412. */
function conditionFailed(error: unknown, condition: PutCondition): boolean {
  const name = errorName(error)
  return name === 'PreconditionFailed' || ('tag' in condition && name === 'NoSuchKey')
}

/** S3 lists in the order of the keys' UTF-8 bytes, so the pages are sorted already. */
async function list(
  client: Client,
  bucket: string,
  prefix: string,
  after: string | undefined,
): Promise<ObjectInfo[]> {
  const objects: ObjectInfo[] = []
  let token: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(after !== undefined && { StartAfter: after }),
        ...(token && { ContinuationToken: token }),
      }),
    )
    for (const { Key, Size } of page.Contents ?? []) {
      if (Key !== undefined) objects.push({ key: Key, size: Size ?? 0 })
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
  return objects
}

/**
 * Deletes everything it can, then throws naming how many keys were refused and why the first one
 * was.
 */
async function deleteAll(client: Client, bucket: string, keys: readonly string[]): Promise<void> {
  const refused: string[] = []
  for (let start = 0; start < keys.length; start += deleteBatch) {
    const batch = keys.slice(start, start + deleteBatch)
    const { Errors } = await client.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: batch.map((Key) => ({ Key })), Quiet: true },
      }),
    )
    for (const { Key, Code, Message } of Errors ?? [])
      refused.push(`${Key}: ${Code} ${Message ?? ''}`.trimEnd())
  }
  if (refused.length > 0) {
    throw new Error(
      `could not delete ${refused.length} of ${keys.length} objects, first ${refused[0]}`,
    )
  }
}
