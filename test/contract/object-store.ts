import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectStore } from '#core/ports.ts'
import type { Opened } from './opened.ts'

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** The store under test and a prefix of its own for the running test. */
interface Place {
  readonly store: ObjectStore
  readonly prefix: string
}

async function textAt(store: ObjectStore, key: string): Promise<string | undefined> {
  const stored = await store.get(key)
  return stored && Buffer.from(stored.body).toString('utf8')
}

const keysAt = async (store: ObjectStore, prefix: string) =>
  (await store.list(prefix)).map(({ key }) => key)

function describePutAndGet(place: () => Place): void {
  test('bytes come back as they are', async () => {
    const { store, prefix } = place()
    const body = Uint8Array.from(times(256, (byte) => byte))
    const tag = await store.put(`${prefix}bytes`, body)
    const stored = await store.get(`${prefix}bytes`)
    expect(Buffer.from(stored?.body ?? [])).toEqual(Buffer.from(body))
    expect(stored?.tag).toBe(tag)
  })

  test('text is UTF-8 and may be empty', async () => {
    const { store, prefix } = place()
    await store.put(`${prefix}text`, 'é 日本 😀')
    await store.put(`${prefix}empty`, '')
    expect(await textAt(store, `${prefix}text`)).toBe('é 日本 😀')
    expect(await textAt(store, `${prefix}empty`)).toBe('')
  })

  test('a key that is not there gives undefined', async () => {
    const { store, prefix } = place()
    expect(await store.get(`${prefix}nothing`)).toBeUndefined()
    expect(await store.get(`${prefix}no/such/folder`)).toBeUndefined()
  })

  test('without a condition the last write stays', async () => {
    const { store, prefix } = place()
    const first = await store.put(`${prefix}a`, 'one')
    const second = await store.put(`${prefix}a`, 'two')
    expect(await textAt(store, `${prefix}a`)).toBe('two')
    expect(second).not.toBe(first)
  })

  test('keys may hold spaces, signs and any letters', async () => {
    const { store, prefix } = place()
    const keys = ['at=2026-03-01-09/x.parquet', 'a b+c/%20', 'ü/日本', "o'clock/(1)"]
    for (const key of keys) await store.put(prefix + key, key)
    for (const key of keys) expect(await textAt(store, prefix + key)).toBe(key)
    expect((await keysAt(store, prefix)).toSorted()).toEqual(
      keys.map((key) => prefix + key).toSorted(),
    )
  })
}

function describeConditions(place: () => Place): void {
  test('absent: writes once and leaves what is there', async () => {
    const { store, prefix } = place()
    expect(await store.put(`${prefix}a`, 'one', { absent: true })).toBeTypeOf('string')
    expect(await store.put(`${prefix}a`, 'two', { absent: true })).toBeUndefined()
    expect(await textAt(store, `${prefix}a`)).toBe('one')
  })

  test('tag: writes only over the content that has it', async () => {
    const { store, prefix } = place()
    const first = (await store.put(`${prefix}a`, 'one')) ?? ''
    const second = await store.put(`${prefix}a`, 'two', { tag: first })
    expect(second).toBeTypeOf('string')
    expect(await store.put(`${prefix}a`, 'three', { tag: first })).toBeUndefined()
    expect(await textAt(store, `${prefix}a`)).toBe('two')
    expect((await store.get(`${prefix}a`))?.tag).toBe(second)
  })

  test('tag: nothing there, nothing written', async () => {
    const { store, prefix } = place()
    const tag = (await store.put(`${prefix}other`, 'one')) ?? ''
    expect(await store.put(`${prefix}a`, 'two', { tag })).toBeUndefined()
    expect(await store.get(`${prefix}a`)).toBeUndefined()
  })

  test('of writes at the same moment one finds it absent', async () => {
    const { store, prefix } = place()
    const key = `${prefix}raced`
    const put = (index: number) => store.put(key, `writer ${index}`, { absent: true })
    const tags = await Promise.all(times(20, put))
    const winners = tags.flatMap((tag, index) => (tag === undefined ? [] : [index]))
    expect(winners).toHaveLength(1)
    expect(await textAt(store, key)).toBe(`writer ${winners[0]}`)
  })

  test('of writes at the same moment one finds the tag', async () => {
    const { store, prefix } = place()
    const key = `${prefix}swapped`
    const tag = (await store.put(key, 'before')) ?? ''
    const tags = await Promise.all(times(20, (index) => store.put(key, `${index}`, { tag })))
    const winners = tags.flatMap((each, index) => (each === undefined ? [] : [index]))
    expect(winners).toHaveLength(1)
    expect(await textAt(store, key)).toBe(`${winners[0]}`)
  })
}

function describeList(place: () => Place): void {
  test('everything under the prefix with its size, sorted by key', async () => {
    const { store, prefix } = place()
    await store.put(`${prefix}b/2`, '22')
    await store.put(`${prefix}a/10`, '1')
    await store.put(`${prefix}a/1/deep`, '')
    await store.put(`${prefix}a-b`, '4444')
    expect(await store.list(prefix)).toEqual([
      { key: `${prefix}a-b`, size: 4 },
      { key: `${prefix}a/1/deep`, size: 0 },
      { key: `${prefix}a/10`, size: 1 },
      { key: `${prefix}b/2`, size: 2 },
    ])
  })

  test('a prefix may end within a name', async () => {
    const { store, prefix } = place()
    for (const key of ['at=10/x', 'at=11/x', 'at=2/x', 'b/x']) await store.put(prefix + key, '')
    expect(await keysAt(store, `${prefix}at=1`)).toEqual([`${prefix}at=10/x`, `${prefix}at=11/x`])
  })

  test('only what comes after a key, which need not be there', async () => {
    const { store, prefix } = place()
    for (const key of ['at=10/x', 'at=10/y', 'at=11/x', 'b/x']) await store.put(prefix + key, '')
    const after = async (key: string) =>
      (await store.list(prefix, prefix + key)).map((info) => info.key.slice(prefix.length))
    expect(await after('at=10/x')).toEqual(['at=10/y', 'at=11/x', 'b/x'])
    expect(await after('at=11')).toEqual(['at=11/x', 'b/x'])
    expect(await after('c')).toEqual([])
  })

  test('nothing under the prefix gives an empty list', async () => {
    const { store, prefix } = place()
    expect(await store.list(`${prefix}none/`)).toEqual([])
    expect(await store.list(`${prefix}none`)).toEqual([])
  })

  test('more keys than one page holds', async () => {
    const { store, prefix } = place()
    const keys = times(1_100, (index) => `${prefix}${String(index).padStart(4, '0')}`)
    await Promise.all(keys.map((key) => store.put(key, 'x')))
    expect(await keysAt(store, prefix)).toEqual(keys)
    await store.delete(keys)
    expect(await store.list(prefix)).toEqual([])
  })
}

function describeDelete(place: () => Place): void {
  test('removes what is named and ignores what is not there', async () => {
    const { store, prefix } = place()
    await store.put(`${prefix}a`, '')
    await store.put(`${prefix}b`, '')
    await store.delete([`${prefix}a`, `${prefix}missing`, `${prefix}no/folder`])
    expect(await keysAt(store, prefix)).toEqual([`${prefix}b`])
    await store.delete([])
    expect(await store.get(`${prefix}a`)).toBeUndefined()
  })

  test('a deleted key is absent', async () => {
    const { store, prefix } = place()
    await store.put(`${prefix}a`, 'one')
    await store.delete([`${prefix}a`])
    expect(await store.put(`${prefix}a`, 'two', { absent: true })).toBeTypeOf('string')
  })
}

/** What every object store promises; each test has its own prefix, so the store need not be empty. */
export function describeObjectStore(name: string, open: () => Promise<Opened<ObjectStore>>): void {
  describe(`object store: ${name}`, () => {
    let opened: Opened<ObjectStore>
    let prefix: string
    const place = () => ({ store: opened.port, prefix })

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    beforeEach(() => {
      prefix = `${randomUUID()}/`
    })

    describe('put and get', () => describePutAndGet(place))
    describe('conditions', () => describeConditions(place))
    describe('list', () => describeList(place))
    describe('delete', () => describeDelete(place))
  })
}
