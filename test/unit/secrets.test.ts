import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSecrets, secretVariable } from '#local/secrets.ts'

describe('embedded secrets', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function store(text: string, mode = 0o600) {
    const path = join(folder, 'secrets.json')
    await writeFile(path, text)
    await chmod(path, mode)
  }

  test('there is none without a file', async () => {
    expect(await createSecrets(folder, {}).get('webhooks/generic')).toEqual([])
  })

  test('one value, or two while it is replaced, and a change needs no restart', async () => {
    const secrets = createSecrets(folder, {})
    await store('{"a":"one","b":["new","old"]}')
    expect([await secrets.get('a'), await secrets.get('b')]).toEqual([['one'], ['new', 'old']])
    await store('{"a":"two"}')
    expect([await secrets.get('a'), await secrets.get('b')]).toEqual([['two'], []])
  })

  test('the environment comes first, and an empty variable is none', async () => {
    await store('{"webhooks/hubspot":"stored"}')
    expect(secretVariable('webhooks/hubspot')).toBe('SECRET_WEBHOOKS_HUBSPOT')
    const given = { SECRET_WEBHOOKS_HUBSPOT: 'given', SECRET_WEBHOOKS_STRIPE: '' }
    const secrets = createSecrets(folder, given)
    expect(await secrets.get('webhooks/hubspot')).toEqual(['given', 'stored'])
    expect(await secrets.get('webhooks/stripe')).toEqual([])
  })

  test.each([0o644, 0o640, 0o602])(
    'a file with mode %o is refused with the remedy',
    async (mode) => {
      await store('{"a":"one"}', mode)
      await expect(createSecrets(folder, {}).get('a')).rejects.toThrow(/chmod 600/)
    },
  )

  test.each(['{"a": hunter2', '{"a":7}', '{"a":""}', '["hunter2"]'])(
    'a file that holds %s is refused without showing it',
    async (text) => {
      await store(text)
      const error = await createSecrets(folder, {})
        .get('a')
        .catch((reason: Error) => reason)
      expect(String(error)).toMatch(/secrets\.json must hold/)
      expect(JSON.stringify(error) + String(error)).not.toMatch(/hunter2/)
    },
  )
})
