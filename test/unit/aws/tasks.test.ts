import type { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, test } from 'vitest'
import { createTasks } from '#functions/aws/tasks.ts'
import { fakeClient, sdkError } from './fake-client.ts'

describe('start', () => {
  test('invokes the function of the deployment without waiting for it', async () => {
    const { client, calls } = fakeClient<LambdaClient>(() => ({ StatusCode: 202 }))
    await createTasks(client, 'funnel').start('report', { report: 'conversion' })
    expect(calls[0]?.input).toEqual({
      FunctionName: 'funnel-report',
      InvocationType: 'Event',
      Payload: '{"report":"conversion"}',
    })
  })

  test('anything but a taken task is an error', async () => {
    const { client } = fakeClient<LambdaClient>(() => ({ StatusCode: 200 }))
    await expect(createTasks(client, 'funnel').start('report', {})).rejects.toThrow(
      'task report was not taken',
    )
    const missing = fakeClient<LambdaClient>(() => sdkError('ResourceNotFoundException', 404))
    await expect(createTasks(missing.client, 'funnel').start('report', {})).rejects.toThrow(
      'ResourceNotFound',
    )
  })
})
