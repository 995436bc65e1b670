import type { S3Client } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { createObjectStore } from '#functions/aws/object-store.ts'
import { type Call, fakeClient, fakePause, sdkError } from './fake-client.ts'

const store = (answer: (call: Call, index: number) => unknown) => {
  const { client, calls } = fakeClient<S3Client>(answer)
  const pause = fakePause()
  return { calls, pause, store: createObjectStore(client, 'lake', pause) }
}

describe('get', () => {
  test('gives bytes and tag', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    const { calls, store: objects } = store(() => ({
      Body: { transformToByteArray: async () => bytes },
      ETag: '"e1"',
    }))
    expect(await objects.get('state/build.json')).toEqual({ body: bytes, tag: '"e1"' })
    expect(calls[0]?.input).toEqual({ Bucket: 'lake', Key: 'state/build.json' })
  })

  test('a missing object is undefined', async () => {
    const { store: objects } = store(() => sdkError('NoSuchKey', 404))
    expect(await objects.get('gone')).toBeUndefined()
  })

  test('a missing bucket or a refused access is not a missing object', async () => {
    const missing = store(() => sdkError('NoSuchBucket', 404))
    await expect(missing.store.get('a')).rejects.toThrow('NoSuchBucket')
    const refused = store(() => sdkError('AccessDenied', 403))
    await expect(refused.store.get('a')).rejects.toThrow('AccessDenied')
  })
})

describe('put', () => {
  test.each([
    ['landing/a.parquet', 'application/vnd.apache.parquet'],
    ['reports/index.html', 'text/html; charset=utf-8'],
    ['reports/a.csv', 'text/csv; charset=utf-8'],
    ['state/build.json', 'application/json'],
    ['plain', 'application/octet-stream'],
  ])('%s is written as %s without a condition', async (key, type) => {
    const { calls, store: objects } = store(() => ({ ETag: '"e1"' }))
    expect(await objects.put(key, 'text')).toBe('"e1"')
    expect(calls[0]?.input).toEqual({ Bucket: 'lake', Key: key, Body: 'text', ContentType: type })
  })

  test('absent sends If-None-Match, a tag sends If-Match', async () => {
    const { calls, store: objects } = store(() => ({ ETag: '"e2"' }))
    expect(await objects.put('a.json', 'x', { absent: true })).toBe('"e2"')
    expect(await objects.put('a.json', 'x', { tag: '"e1"' })).toBe('"e2"')
    expect(calls[0]?.input).toMatchObject({ IfNoneMatch: '*' })
    expect(calls[0]?.input).not.toHaveProperty('IfMatch')
    expect(calls[1]?.input).toMatchObject({ IfMatch: '"e1"' })
    expect(calls[1]?.input).not.toHaveProperty('IfNoneMatch')
  })

  test('a failed condition is undefined', async () => {
    const { store: objects } = store(() => sdkError('PreconditionFailed', 412))
    expect(await objects.put('a', 'x', { absent: true })).toBeUndefined()
    expect(await objects.put('a', 'x', { tag: '"e1"' })).toBeUndefined()
  })

  test('a tag whose object is gone is a failed condition; without a condition 404 is an error', async () => {
    const { store: objects } = store(() => sdkError('NoSuchKey', 404))
    expect(await objects.put('a', 'x', { tag: '"e1"' })).toBeUndefined()
    await expect(objects.put('a', 'x', { absent: true })).rejects.toThrow('NoSuchKey')
    await expect(objects.put('a', 'x')).rejects.toThrow('NoSuchKey')
  })

  test('a conflict with a write in flight is tried again, waiting longer each time', async () => {
    const {
      calls,
      pause,
      store: objects,
    } = store((_, index) =>
      index < 2 ? sdkError('ConditionalRequestConflict', 409) : { ETag: '"e3"' },
    )
    expect(await objects.put('a', 'x', { absent: true })).toBe('"e3"')
    expect(calls).toHaveLength(3)
    expect(pause.slept).toEqual([50, 100])
  })

  test('the loser of a conflict learns that the condition failed', async () => {
    const { store: objects } = store((_, index) =>
      index === 0
        ? sdkError('ConditionalRequestConflict', 409)
        : sdkError('PreconditionFailed', 412),
    )
    expect(await objects.put('a', 'x', { absent: true })).toBeUndefined()
  })

  test('a conflict that never ends is thrown after seven tries', async () => {
    const { calls, store: objects } = store(() => sdkError('ConditionalRequestConflict', 409))
    await expect(objects.put('a', 'x', { absent: true })).rejects.toThrow(
      'ConditionalRequestConflict',
    )
    expect(calls).toHaveLength(7)
  })
})

describe('list', () => {
  test('follows every page', async () => {
    const pages = [
      { Contents: [{ Key: 'p/a', Size: 1 }], IsTruncated: true, NextContinuationToken: 't1' },
      { Contents: [], IsTruncated: true, NextContinuationToken: 't2' },
      { Contents: [{ Key: 'p/b', Size: 2 }, { Key: 'p/c' }], IsTruncated: false },
    ]
    const { calls, store: objects } = store((_, index) => pages[index])
    expect(await objects.list('p/')).toEqual([
      { key: 'p/a', size: 1 },
      { key: 'p/b', size: 2 },
      { key: 'p/c', size: 0 },
    ])
    expect(calls.map(({ input }) => input.ContinuationToken)).toEqual([undefined, 't1', 't2'])
    expect(calls[0]?.input).toEqual({ Bucket: 'lake', Prefix: 'p/' })
  })

  test('from behind a key on', async () => {
    const { calls, store: objects } = store(() => ({}))
    await objects.list('p/', 'p/at=1')
    expect(calls[0]?.input).toEqual({ Bucket: 'lake', Prefix: 'p/', StartAfter: 'p/at=1' })
  })

  test('no object at all', async () => {
    const { store: objects } = store(() => ({ KeyCount: 0 }))
    expect(await objects.list('p/')).toEqual([])
  })
})

describe('delete', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`)

  test('2,001 keys go in three calls', async () => {
    const { calls, store: objects } = store(() => ({}))
    await objects.delete(keys(2001))
    const sizes = calls.map(({ input }) => (input.Delete as { Objects: unknown[] }).Objects.length)
    expect(sizes).toEqual([1000, 1000, 1])
    expect(calls[2]?.input).toEqual({
      Bucket: 'lake',
      Delete: { Objects: [{ Key: 'k2000' }], Quiet: true },
    })
  })

  test('a refused key is reported after the rest was deleted', async () => {
    const { calls, store: objects } = store((_, index) =>
      index === 0
        ? { Errors: [{ Key: 'k7', Code: 'AccessDenied', Message: 'Access Denied' }] }
        : {},
    )
    await expect(objects.delete(keys(1500))).rejects.toThrow(
      'could not delete 1 of 1500 objects, first k7: AccessDenied Access Denied',
    )
    expect(calls).toHaveLength(2)
  })

  test('nothing to delete asks nothing', async () => {
    const { calls, store: objects } = store(() => ({}))
    await objects.delete([])
    expect(calls).toEqual([])
  })
})
