import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { QueryError } from '#core/errors.ts'
import { fakeAthena } from './fake-athena.ts'
import { type Call, sdkError } from './fake-client.ts'

const failed = (StateChangeReason: string) => ({ State: 'FAILED', StateChangeReason }) as const

describe('run', () => {
  test('starts in its workgroup and database with a token, waits, reads', async () => {
    const { engine, calls, commands } = fakeAthena({ states: ['QUEUED', 'RUNNING', 'SUCCEEDED'] })
    expect(await engine.run('select 42 as n', 'answer')).toEqual({
      columns: [{ name: 'n', type: 'bigint' }],
      rows: [{ n: 42 }],
      bytesScanned: 1234,
    })
    expect(commands()).toEqual([
      'StartQueryExecution',
      'GetQueryExecution',
      'GetQueryExecution',
      'GetQueryExecution',
      'GetQueryResults',
    ])
    expect(calls[0]?.input).toEqual({
      QueryString: 'select 42 as n',
      ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
      WorkGroup: 'pipeline',
      QueryExecutionContext: { Database: 'funnel' },
    })
    expect(engine.dialect).toBe('athena')
  })

  test('each run has its own token', async () => {
    const { engine, calls } = fakeAthena()
    await engine.run('select 42 as n', 'answer')
    await engine.run('select 42 as n', 'answer')
    const starts = calls.filter(({ command }) => command === 'StartQueryExecutionCommand')
    expect(new Set(starts.map(({ input }) => input.ClientRequestToken)).size).toBe(2)
  })

  test('ten statements run at once, the others as those end', async () => {
    const ends = Promise.withResolvers<undefined>()
    const answer = ({ command }: Call) =>
      command === 'GetQueryExecutionCommand' ? ends.promise : undefined
    const { engine, commands } = fakeAthena({ answer })
    const starts = () => commands().filter((command) => command === 'StartQueryExecution').length
    const runs = Promise.allSettled(Array.from({ length: 12 }, () => engine.run('select 1', 'one')))
    await setImmediate()
    expect(starts()).toBe(10)
    ends.resolve(undefined)
    await runs
    expect(starts()).toBe(12)
  })

  test('looks soon, then less and less often, at most every two seconds', async () => {
    const { engine, pause } = fakeAthena({ states: [...Array(5).fill('RUNNING'), 'SUCCEEDED'] })
    await engine.run('select 42 as n', 'answer')
    expect(pause.slept).toEqual([200, 400, 800, 1600, 2000, 2000])
  })

  test.each([
    'merge into event_log using x on true when not matched then insert (a) values (1)',
    'create table t as select 1 as n',
    '-- why\ndrop table if exists t',
  ])('%s has no rows to fetch', async (sql) => {
    const { engine, commands } = fakeAthena()
    expect(await engine.run(sql, 'write')).toEqual({ columns: [], rows: [], bytesScanned: 1234 })
    expect(commands()).not.toContain('GetQueryResults')
  })
})

describe('failure', () => {
  test('a failed query names query, execution and reason', async () => {
    const { engine } = fakeAthena({
      states: [failed('SYNTAX_ERROR: line 1:8: Column x cannot be resolved')],
    })
    const error = await engine.run('select x', 'journeys').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(QueryError)
    expect(error).toMatchObject({
      query: 'journeys',
      executionId: 'q1',
      message:
        'query journeys failed (q1): FAILED: SYNTAX_ERROR: line 1:8: Column x cannot be resolved',
    })
  })

  test('a query that somebody cancelled has not succeeded', async () => {
    const { engine } = fakeAthena({ states: ['RUNNING', 'CANCELLED'] })
    await expect(engine.run('select 1', 'a')).rejects.toThrow(
      'query a failed (q1): CANCELLED: no reason given',
    )
  })

  test('a statement that Athena refuses to start is a QueryError with its cause', async () => {
    const refusal = sdkError('InvalidRequestException', 400)
    const { engine } = fakeAthena({
      answer: ({ command }) => (command.startsWith('Start') ? refusal : undefined),
    })
    const error = await engine.run('selec', 'a').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(QueryError)
    expect(error).toMatchObject({ cause: refusal, executionId: undefined })
  })

  test('a result that cannot be read is a QueryError', async () => {
    const { engine } = fakeAthena({
      answer: ({ command }) =>
        command.startsWith('GetQueryResults') ? sdkError('AccessDeniedException', 400) : undefined,
    })
    await expect(engine.run('select 1', 'a')).rejects.toThrow(
      'query a failed (q1): no results: AccessDenied',
    )
  })

  test('a query past the limit is stopped', async () => {
    const { engine, calls } = fakeAthena({ states: ['RUNNING'], limitMs: 10_000 })
    await expect(engine.run('select 1', 'slow')).rejects.toThrow(
      'query slow failed (q1): stopped after 10 seconds',
    )
    expect(calls.at(-1)).toEqual({
      command: 'StopQueryExecutionCommand',
      input: { QueryExecutionId: 'q1' },
    })
  })

  test('a query is stopped before Lambda ends the function that waits for it', async () => {
    const { engine, commands } = fakeAthena({ states: ['RUNNING'], remainingMs: () => 20_000 })
    await expect(engine.run('select 1', 'slow')).rejects.toThrow('stopped after 5 seconds')
    expect(commands().at(-1)).toBe('StopQueryExecution')
  })

  test('no query is started when that time is over', async () => {
    const { engine, commands } = fakeAthena({ remainingMs: () => 10_000 })
    await expect(engine.run('select 1', 'late')).rejects.toThrow(
      "query late failed: not started: the function's own time is over",
    )
    expect(commands()).toEqual([])
  })

  test('a query over its budget says whose it is and what to do', async () => {
    const { engine } = fakeAthena({
      states: [{ State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' }],
    })
    await expect(engine.run('select 1', 'a')).rejects.toThrow(
      'query a failed (q1): CANCELLED: Bytes scanned limit was exceeded; the workgroup pipeline ' +
        "stops a query there: bound its dates, or raise the workgroup's scan limit in the settings",
    )
  })

  test('a stop that fails does not hide the reason', async () => {
    const { engine } = fakeAthena({
      states: ['RUNNING'],
      limitMs: 1000,
      answer: ({ command }) =>
        command.startsWith('Stop') ? sdkError('InternalServerException', 500) : undefined,
    })
    await expect(engine.run('select 1', 'slow')).rejects.toThrow('stopped after 1 seconds')
  })

  test('a query that can no longer be watched is stopped', async () => {
    const { engine, commands } = fakeAthena({
      answer: ({ command }) =>
        command === 'GetQueryExecutionCommand' ? sdkError('AccessDeniedException', 400) : undefined,
    })
    await expect(engine.run('select 1', 'a')).rejects.toThrow(QueryError)
    expect(commands().at(-1)).toBe('StopQueryExecution')
  })
})
