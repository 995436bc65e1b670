import { describe, expect, test } from 'vitest'
import { fakeAthena } from './fake-athena.ts'
import { sdkError } from './fake-client.ts'

const failed = (StateChangeReason: string) => ({ State: 'FAILED', StateChangeReason }) as const

describe('throttling', () => {
  test.each(['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'])(
    '%s waits and asks again, and the query starts once',
    async (throttledCommand) => {
      let refusals = 0
      const { engine, calls } = fakeAthena({
        answer: ({ command }) => {
          if (command !== `${throttledCommand}Command` || refusals === 2) return undefined
          refusals += 1
          return sdkError('TooManyRequestsException', 400)
        },
      })
      expect((await engine.run('select 42 as n', 'a')).rows).toEqual([{ n: 42 }])
      expect(refusals).toBe(2)
      const tokens = calls
        .filter(({ command }) => command.startsWith('Start'))
        .map(({ input }) => input.ClientRequestToken)
      expect(new Set(tokens).size).toBe(1)
    },
  )

  test('ends at the limit', async () => {
    const { engine } = fakeAthena({
      limitMs: 5000,
      answer: () => sdkError('TooManyRequestsException', 400),
    })
    await expect(engine.run('select 1', 'a')).rejects.toThrow(
      'query a failed: not started: TooManyRequestsException',
    )
  })
})

describe('a fault of Athena that it marks as one to try again', () => {
  const fault = {
    State: 'FAILED',
    StateChangeReason: 'GENERIC_INTERNAL_ERROR',
    AthenaError: { Retryable: true },
  } as const

  test('runs the statement again', async () => {
    const { engine } = fakeAthena({ states: [fault, 'SUCCEEDED'] })
    expect((await engine.run('select 42 as n', 'a')).rows).toEqual([{ n: 42 }])
  })

  test.each(['create table t as select 1 as n', 'insert into t select 1'])(
    'but not %s, which may have left something',
    async (sql) => {
      const { engine, calls } = fakeAthena({ states: [fault, 'SUCCEEDED'] })
      await expect(engine.run(sql, 'a')).rejects.toThrow('GENERIC_INTERNAL_ERROR')
      expect(calls.filter(({ command }) => command.startsWith('Start'))).toHaveLength(1)
    },
  )

  test('but not one that it does not mark', async () => {
    const { engine } = fakeAthena({
      states: [{ ...fault, AthenaError: { Retryable: false } }, 'SUCCEEDED'],
    })
    await expect(engine.run('select 1', 'a')).rejects.toThrow('GENERIC_INTERNAL_ERROR')
  })
})

describe('a lost commit', () => {
  const lost = failed(
    'ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: funnel.event_log',
  )

  test('runs the statement again under a new token', async () => {
    const { engine, calls, pause } = fakeAthena({ states: [lost, lost, 'SUCCEEDED'] })
    await engine.run('merge into event_log using x', 'refresh')
    const starts = calls.filter(({ command }) => command.startsWith('Start'))
    expect(starts).toHaveLength(3)
    expect(new Set(starts.map(({ input }) => input.ClientRequestToken)).size).toBe(3)
    // Before each look 200 ms, after a lost commit one second, then two.
    expect(pause.slept).toEqual([200, 1000, 200, 2000, 200])
  })

  test('is thrown after six runs', async () => {
    const { engine, calls } = fakeAthena({ states: [lost] })
    await expect(engine.run('merge into event_log using x', 'refresh')).rejects.toThrow(
      'ICEBERG_COMMIT_ERROR',
    )
    expect(calls.filter(({ command }) => command.startsWith('Start'))).toHaveLength(6)
  })
})
