import type { AthenaClient, QueryExecutionStatus } from '@aws-sdk/client-athena'
import { createQueryEngine } from '#functions/aws/query-engine.ts'
import { type Call, fakeClient, fakePause } from './fake-client.ts'

interface Script {
  /** State of each look at the query, the last one repeated. */
  readonly states?: readonly (string | QueryExecutionStatus)[]
  readonly answer?: (call: Call, index: number) => unknown
  readonly limitMs?: number
  readonly remainingMs?: () => number
}

const answerOf42 = {
  ResultSet: {
    Rows: [{ Data: [{ VarCharValue: 'n' }] }, { Data: [{ VarCharValue: '42' }] }],
    ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] },
  },
}

/** Athena by hand: a clock that only runs while the engine sleeps. */
export function fakeAthena(script: Script = {}) {
  const { states = ['SUCCEEDED'], answer, limitMs = 60_000, remainingMs } = script
  let now = 0
  let looks = 0
  let started = 0
  const { client, calls } = fakeClient<AthenaClient>((call, index) => {
    const special = answer?.(call, index)
    if (special !== undefined) return special
    switch (call.command) {
      case 'StartQueryExecutionCommand':
        started += 1
        return { QueryExecutionId: `q${started}` }
      case 'GetQueryExecutionCommand': {
        const state = states[Math.min(looks, states.length - 1)]
        looks += 1
        const Status = typeof state === 'string' ? { State: state } : state
        const Statistics = { DataScannedInBytes: 1234 }
        return {
          QueryExecution: { QueryExecutionId: call.input.QueryExecutionId, Status, Statistics },
        }
      }
      case 'GetQueryResultsCommand':
        return answerOf42
      default:
        return {}
    }
  })
  const pause = fakePause((ms) => {
    now += ms
  })
  const engine = createQueryEngine({
    client,
    workgroup: 'pipeline',
    database: 'funnel',
    limitMs,
    ...(remainingMs && { remainingMs }),
    pause,
    now: () => now,
  })
  return {
    engine,
    pause,
    calls,
    commands: () => calls.map(({ command }) => command.replace('Command', '')),
  }
}
