import { expect, test } from 'vitest'
import { failedEvents } from '#functions/aws/failed-batch.ts'
import { failure } from './failure.ts'

test('the ids of the events are in the order of the batch', () => {
  expect(failedEvents(failure('b', 'a'))).toEqual(['b', 'a'])
})

test('the event of the invocation is read as text or as it is', () => {
  const { payload, ...rest } = JSON.parse(failure('a'))
  expect(failedEvents(JSON.stringify({ ...rest, payload: JSON.parse(payload) }))).toEqual(['a'])
})

test.each(['not JSON', '{"requestContext":{}}', '{"payload":"{}"}', '{"payload":"torn'])(
  '%s is no batch',
  (text) => {
    expect(() => failedEvents(text)).toThrow()
  },
)
