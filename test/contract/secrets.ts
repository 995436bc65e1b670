import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Secrets } from '#core/ports.ts'
import type { Opened } from './opened.ts'

export interface OpenedSecrets extends Opened<Secrets> {
  /** Stores a value as people do, and waits until the adapter looks again. */
  store(name: string, value: string): Promise<void>
}

/** What every adapter for secrets promises; each test has a secret of its own. */
export function describeSecrets(name: string, open: () => Promise<OpenedSecrets>): void {
  describe(`secrets: ${name}`, () => {
    let opened: OpenedSecrets
    const newName = () => `webhooks/${randomUUID()}`

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    test('there is none until one is stored', async () => {
      const secret = newName()
      expect(await opened.port.get(secret)).toEqual([])
      await opened.store(secret, 'é "first" {}')
      expect(await opened.port.get(secret)).toEqual(['é "first" {}'])
    })

    test('the value before goes on until the next replacement', async () => {
      const secret = newName()
      for (const value of ['first', 'second', 'third']) await opened.store(secret, value)
      expect(await opened.port.get(secret)).toEqual(['third', 'second'])
    })

    test('secrets are told apart', async () => {
      const [one, other] = [newName(), newName()]
      await opened.store(one, 'one')
      await opened.store(other, 'other')
      expect(await opened.port.get(one)).toEqual(['one'])
      expect(await opened.port.get(other)).toEqual(['other'])
    })
  })
}
