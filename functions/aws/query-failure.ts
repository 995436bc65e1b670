import type { QueryExecution } from '@aws-sdk/client-athena'
import { QueryError } from '#core/errors.ts'
import { firstWord } from './query-results.ts'

/** What the statement was, and the workgroup that it ran in. */
interface Asked {
  readonly query: string
  readonly workgroup: string
}

const overBudget = /bytes scanned limit/i

/** The error of an execution that ended without success, in Athena's words and with what can be done. */
export function failure({ query, workgroup }: Asked, execution: QueryExecution): QueryError {
  const { Status, QueryExecutionId } = execution
  const reason = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? 'no reason given'
  const advice = overBudget.test(reason)
    ? `; the workgroup ${workgroup} stops a query there: bound its dates, or raise the workgroup's scan limit in the settings`
    : ''
  return new QueryError(
    query,
    `${Status?.State ?? 'UNKNOWN'}: ${reason}${advice}`,
    QueryExecutionId,
  )
}

/** Started once more these could write twice, or find the files that the first run left. */
const once = new Set(['create', 'insert'])

const lostCommit = 'ICEBERG_COMMIT_ERROR'

/**
 * Whether the statement may run again: a lost race to commit an Iceberg table wrote nothing, and
 * Athena marks faults of its own that may not come back.
 */
export function mayWorkNextTime(sql: string, { Status }: QueryExecution): boolean {
  if (Status?.State !== 'FAILED' || once.has(firstWord(sql))) return false
  return (
    (Status.StateChangeReason ?? '').includes(lostCommit) || Status.AthenaError?.Retryable === true
  )
}
