import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createObjectStore, keyPath } from '#local/object-store.ts'

describe('folder object store', () => {
  let outside: string
  let root: string

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'objects-'))
    root = join(outside, 'objects')
  })
  afterEach(() => rm(outside, { recursive: true }))

  test('an object is a file below the root', async () => {
    await createObjectStore(root).put('landing/at=2026-03-01-09/a.parquet', 'x')
    expect(await readFile(join(root, 'landing/at=2026-03-01-09/a.parquet'), 'utf8')).toBe('x')
  })

  test('another store on the same folder sees the objects and the same tags', async () => {
    const tag = await createObjectStore(root).put('a/b', 'x')
    const next = createObjectStore(root)
    expect((await next.get('a/b'))?.tag).toBe(tag)
    expect(await next.put('a/b', 'y', { tag: tag ?? '' })).toBeTypeOf('string')
  })

  test('a folder that does not exist yet is an empty store', async () => {
    const store = createObjectStore(root)
    expect(await store.list('')).toEqual([])
    expect(await store.get('a')).toBeUndefined()
    await store.delete(['a'])
  })

  test('no draft is left behind, whether a write won or not', async () => {
    const store = createObjectStore(root)
    await store.put('a', '1')
    await store.put('a', '2', { absent: true })
    await store.put('a', '3', { tag: 'other' })
    expect(await readdir(join(root, '.partial'))).toEqual([])
  })

  test('drafts of a killed process are not objects', async () => {
    const store = createObjectStore(root)
    await mkdir(join(root, '.partial'), { recursive: true })
    await writeFile(join(root, '.partial', 'half'), 'x')
    await store.put('.partially/a', '1')
    expect(await store.list('')).toEqual([{ key: '.partially/a', size: 1 }])
    expect(await store.list('.p')).toEqual([{ key: '.partially/a', size: 1 }])
    await expect(store.get('.partial/half')).rejects.toThrow(/key/)
  })

  test('a file that another process put there in the meantime is not replaced', async () => {
    const store = createObjectStore(root)
    await store.put('other', 'theirs')
    await link(join(root, 'other'), join(root, 'a'))
    expect(await store.put('a', 'mine', { absent: true })).toBeUndefined()
    expect(await readFile(join(root, 'a'), 'utf8')).toBe('theirs')
  })

  test('a reader never meets half an object', async () => {
    const store = createObjectStore(root)
    const [small, large] = ['s'.repeat(10), 'l'.repeat(2_000_000)]
    await store.put('a', small)
    const writes = Array.from({ length: 10 }, (_, index) =>
      store.put('a', index % 2 ? small : large),
    )
    const reads = Array.from({ length: 40 }, () => store.get('a'))
    await Promise.all(writes)
    const sizes = new Set((await Promise.all(reads)).map((stored) => stored?.body.length))
    expect([...sizes].every((size) => size === small.length || size === large.length)).toBe(true)
  })

  test('a folder is no object, and no object is a folder', async () => {
    const store = createObjectStore(root)
    await store.put('a/b', '1')
    expect(await store.get('a')).toBeUndefined()
    expect(await store.get('a/b/c')).toBeUndefined()
    await store.delete(['a', 'a/b/c'])
    await expect(store.put('a', '2')).rejects.toThrow()
    await expect(store.put('a/b/c', '2')).rejects.toThrow()
    expect(await store.list('')).toEqual([{ key: 'a/b', size: 1 }])
  })
})

const escapes = [
  '',
  '/',
  '/etc/passwd',
  '..',
  '../a',
  'a/../../b',
  'a/..',
  './a',
  'a/./b',
  'a//b',
  'a/',
  'a\\..\\..\\b',
  'C:\\a',
  'a\0b',
  '.partial/x',
  'x'.repeat(1025),
]

describe('object keys', () => {
  test.each(escapes)('%j is refused by every operation', async (key) => {
    const outside = await mkdtemp(join(tmpdir(), 'keys-'))
    const store = createObjectStore(join(outside, 'objects'))
    await expect(store.get(key)).rejects.toThrow(/object key/)
    await expect(store.put(key, 'x')).rejects.toThrow(/object key/)
    await expect(store.delete([key])).rejects.toThrow(/object key/)
    expect(await readdir(outside)).toEqual([])
    await rm(outside, { recursive: true })
  })

  test.each(['../', 'a/../../', '/etc/', 'a//', 'a\\b/'])(
    'the prefix %j is refused',
    async (prefix) => {
      await expect(createObjectStore(tmpdir()).list(prefix)).rejects.toThrow(/object key/)
    },
  )

  test('whatever the key, its path is below the root or it is refused', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', '\\', '~', '%2e%2e', 'a'), fc.string())
    const key = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(key, (text) => {
        let path: string
        try {
          path = keyPath('/data/objects', text)
        } catch {
          return true
        }
        return path === `/data/objects/${text}` && !path.split('/').includes('..')
      }),
    )
  })
})
