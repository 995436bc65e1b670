import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createGate } from '#core/gate.ts'

/** A task that ends when the test says so, and notes when it began. */
function controlled(began: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const task = () => {
    began.push(name)
    return promise
  }
  return { task, end: () => resolve(name), fail: () => reject(new Error(name)) }
}

describe('gate', () => {
  test('lets its width run, the others in order as places become free', async () => {
    const began: string[] = []
    const tasks = ['a', 'b', 'c', 'd'].map((name) => controlled(began, name))
    const gate = createGate(2)
    const results = Promise.all(tasks.map(({ task }) => gate.pass(task)))
    await setImmediate()
    expect(began).toEqual(['a', 'b'])
    tasks[1]?.end()
    await setImmediate()
    expect(began).toEqual(['a', 'b', 'c'])
    for (const { end } of tasks) end()
    expect(await results).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a failed task frees its place', async () => {
    const began: string[] = []
    const [first, second] = [controlled(began, 'a'), controlled(began, 'b')]
    const gate = createGate(1)
    const results = Promise.allSettled([gate.pass(first.task), gate.pass(second.task)])
    first.fail()
    second.end()
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })

  test('closing waits for what was accepted and takes nothing new', async () => {
    const began: string[] = []
    const [first, second] = [controlled(began, 'a'), controlled(began, 'b')]
    const gate = createGate(1)
    const results = Promise.all([gate.pass(first.task), gate.pass(second.task)])
    const ended: string[] = []
    const closing = gate.close().then(() => ended.push('closed'))
    await expect(gate.pass(first.task)).rejects.toThrow(/closed/)
    first.end()
    await setImmediate()
    expect(ended).toEqual([])
    second.end()
    await results
    await closing
    expect(began).toEqual(['a', 'b'])
  })

  test('an idle gate closes at once', async () => {
    await expect(createGate(1).close()).resolves.toBeUndefined()
  })
})
