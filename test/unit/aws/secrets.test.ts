import { beforeEach, describe, expect, test } from 'vitest'
import { logTo } from '#core/log.ts'
import { createSecrets } from '#functions/aws/secrets.ts'
import { sdkError } from './fake-client.ts'

type Values = Readonly<Record<string, string | Error>>

let now = 0
let asked: string[] = []
let logged: string[] = []
let values: Values = {}

const secrets = () =>
  createSecrets({
    clock: { now: () => new Date(now) },
    idOf: (name) => `my-funnel/${name}`,
    call: async (operation, input) => {
      expect(operation).toBe('GetSecretValue')
      const { SecretId, VersionStage } = input as Record<string, string>
      asked.push(`${SecretId} ${VersionStage}`)
      const value = values[String(VersionStage)]
      if (value instanceof Error) throw value
      if (value === undefined) throw sdkError('ResourceNotFoundException', 400)
      return { Name: SecretId, SecretString: value }
    },
  })

beforeEach(() => {
  now = 0
  asked = []
  logged = []
  values = { AWSCURRENT: 'new', AWSPREVIOUS: 'old' }
  logTo((line) => logged.push(line))
})

describe('Secrets Manager', () => {
  test('two values are live, the newest first', async () => {
    expect(await secrets().get('webhooks/stripe')).toEqual(['new', 'old'])
    expect(asked).toEqual([
      'my-funnel/webhooks/stripe AWSCURRENT',
      'my-funnel/webhooks/stripe AWSPREVIOUS',
    ])
  })

  test('one that was never changed has one', async () => {
    values = { AWSCURRENT: 'first' }
    expect(await secrets().get('a')).toEqual(['first'])
  })

  test('it is asked again after five minutes', async () => {
    const port = secrets()
    await port.get('a')
    now = 299_999
    await port.get('a')
    expect(asked).toHaveLength(2)
    values = { AWSCURRENT: 'newest', AWSPREVIOUS: 'new' }
    now = 300_000
    expect(await port.get('a')).toEqual(['newest', 'new'])
  })

  test('a missing one is looked for again soon, but not for each request', async () => {
    values = {}
    const port = secrets()
    expect([await port.get('a'), await port.get('a')]).toEqual([[], []])
    expect(asked).toHaveLength(2)
    values = { AWSCURRENT: 'stored' }
    now = 30_000
    expect(await port.get('a')).toEqual(['stored'])
  })

  test('what was read last goes on while it cannot be reached, and no value is logged', async () => {
    const port = secrets()
    await port.get('a')
    now = 400_000
    values = { AWSCURRENT: sdkError('InternalServiceError', 500) }
    expect(await port.get('a')).toEqual(['new', 'old'])
    expect(logged.join()).toMatch(/secret_not_refreshed/)
    expect(logged.join()).not.toMatch(/"(new|old)"/)
  })

  test('without one it fails, so that the sender tries again', async () => {
    values = { AWSCURRENT: sdkError('AccessDeniedException', 400) }
    await expect(secrets().get('a')).rejects.toThrow('AccessDeniedException')
  })
})
