import { describe, expect, test } from 'vitest'
import { readEnvironment } from '#functions/aws/environment.ts'

describe('environment', () => {
  test('reads what the stacks set', () => {
    const environment = readEnvironment({
      EVENT_TABLE: 't',
      LAKE_BUCKET: 'b',
      WORKGROUP: 'w',
      DEPLOYMENT: 'my-funnel',
    })
    expect(environment.eventTable()).toBe('t')
    expect(environment.lakeBucket()).toBe('b')
    expect(environment.workgroup()).toBe('w')
    expect(environment.schemas()).toEqual({
      lake: 'my_funnel',
      slots: ['my_funnel_a', 'my_funnel_b'],
      scratch: 'my_funnel_scratch',
      views: 'my_funnel',
    })
  })

  test('names the variable that is missing or empty, and only when it is asked for', () => {
    const environment = readEnvironment({ LAKE_BUCKET: '' })
    expect(() => environment.lakeBucket()).toThrow('environment variable LAKE_BUCKET is not set')
    expect(() => environment.schemas()).toThrow('environment variable DEPLOYMENT is not set')
  })
})
