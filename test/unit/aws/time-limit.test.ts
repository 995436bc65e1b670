import type { Context } from 'aws-lambda'
import { expect, test } from 'vitest'
import { createTimeLimit } from '#functions/aws/time-limit.ts'

const contextWith = (remainingMs: number) =>
  ({ getRemainingTimeInMillis: () => remainingMs }) as unknown as Context

test('each invocation has its own time', async () => {
  const { remainingMs, within } = createTimeLimit()
  const handler = within(async (factor: number) => factor * remainingMs())
  expect(await handler(1, contextWith(900))).toBe(900)
  expect(await handler(2, contextWith(50))).toBe(100)
})

test('outside of Lambda there is no end', async () => {
  const { remainingMs, within } = createTimeLimit()
  expect(remainingMs()).toBe(Number.POSITIVE_INFINITY)
  expect(await within(async () => remainingMs())(undefined)).toBe(Number.POSITIVE_INFINITY)
})
