import { beforeEach, describe, expect, test } from 'vitest'
import { BusyError } from '#core/errors.ts'
import { logTo } from '#core/log.ts'
import { createCustomResource } from '#functions/aws/custom-resource.ts'
import { fakePause } from './fake-client.ts'

const event = {
  RequestType: 'Create',
  ResponseURL: 'https://answers.example.org/one?signature=secret',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Tables',
  ResourceProperties: { ServiceToken: 'arn', Settings: '{}' },
}

let answers: { url: string; init: RequestInit | undefined }[]
let status: number
let logged: string[]
let pause: ReturnType<typeof fakePause>

beforeEach(() => {
  pause = fakePause()
  answers = []
  status = 200
  logged = []
  logTo((line) => logged.push(line))
  return () => logTo(console.error)
})

const send = async (url: string | URL | Request, init?: RequestInit) => {
  answers.push({ url: String(url), init })
  return new Response(null, { status })
}

const resource = (run: (properties: object) => Promise<void>) =>
  createCustomResource(run, { id: 'tables', advice: 'Deploy again', fetch: send, pause })

const answered = () => JSON.parse(String(answers[0]?.init?.body))

describe('answers', () => {
  test('success, with the ids that were asked with', async () => {
    let got: object | undefined
    await resource(async (properties) => {
      got = properties
    })(event)
    expect(got).toEqual(event.ResourceProperties)
    expect(answers[0]?.url).toBe(event.ResponseURL)
    expect(answered()).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'tables',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Tables',
    })
  })

  test('an update keeps the id that it came with: another one would delete the resource', async () => {
    await resource(async () => {})({
      ...event,
      RequestType: 'Update',
      PhysicalResourceId: 'of-an-earlier-version',
    })
    expect(answered()).toMatchObject({ PhysicalResourceId: 'of-an-earlier-version' })
  })

  test('a deletion does nothing and succeeds', async () => {
    let runs = 0
    await resource(async () => {
      runs += 1
    })({ ...event, RequestType: 'Delete', PhysicalResourceId: 'tables' })
    expect(runs).toBe(0)
    expect(answered()).toMatchObject({ Status: 'SUCCESS' })
  })

  test('a failure with its reason and what to do, and logs it', async () => {
    await resource(() => Promise.reject(new Error('zone: no such zone')))(event)
    expect(answered()).toMatchObject({
      Status: 'FAILED',
      Reason: 'zone: no such zone. Deploy again',
      PhysicalResourceId: 'tables',
    })
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ code: 'custom_resource_failed' })
  })

  test('at most 4096 bytes, whatever the reason', async () => {
    await resource(() => Promise.reject(new Error('€'.repeat(5000))))(event)
    expect(Buffer.byteLength(String(answers[0]?.init?.body))).toBeLessThan(4096)
  })

  test('without a content type, which the presigned address does not allow', async () => {
    await resource(async () => {})(event)
    const request = new Request(event.ResponseURL, answers[0]?.init)
    expect(request.headers.get('content-type')).toBeNull()
  })
})

describe('tries again', () => {
  const sdkDenial = Object.assign(new Error('User is not permitted'), { name: 'AccessDenied' })

  test.each([
    ['a grant that does not hold yet', sdkDenial],
    ['one that Athena tells', new Error('FAILED: Insufficient permissions to execute the query')],
    ['another run', new BusyError('state/reference.json is held')],
  ])('after %s', async (_, error) => {
    let runs = 0
    await resource(async () => {
      runs += 1
      if (runs < 3) throw error
    })(event)
    expect(pause.slept).toEqual([15_000, 15_000])
    expect(answered()).toMatchObject({ Status: 'SUCCESS' })
  })

  test('not for ever', async () => {
    await resource(() => Promise.reject(sdkDenial))(event)
    expect(pause.slept).toHaveLength(3)
    expect(answered()).toMatchObject({
      Status: 'FAILED',
      Reason: 'User is not permitted. Deploy again',
    })
  })

  test('not after a mistake', async () => {
    await resource(() => Promise.reject(new Error('zone: no such zone')))(event)
    expect(pause.slept).toEqual([])
  })
})

describe('throws, so that Lambda tries again', () => {
  test('when CloudFormation takes no answer', async () => {
    status = 403
    await expect(resource(async () => {})(event)).rejects.toThrow('status 403')
  })

  test('when the event is none of CloudFormation', async () => {
    await expect(resource(async () => {})({ RequestType: 'Create' })).rejects.toThrow('ResponseURL')
  })
})

test('the address of the answer is a key and never logged', async () => {
  await resource(() => Promise.reject(new Error('no')))(event)
  expect(logged.join()).not.toContain('signature')
})
