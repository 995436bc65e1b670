import { setTimeout as delay } from 'node:timers/promises'
import { QueryError } from '#core/errors.ts'
import { createGate } from '#core/gate.ts'
import type { QueryEngine, QueryResult } from '#core/ports.ts'
import { parseJson, toCell } from './cell.ts'

/** The parts of Trino's client protocol that are read here. */
interface Page {
  readonly id: string
  readonly nextUri?: string
  readonly columns?: readonly { readonly name: string; readonly type: string }[]
  readonly data?: readonly (readonly unknown[])[]
  /** Verb of a statement that answers no rows, only how many it changed. */
  readonly updateType?: string
  readonly updateCount?: number
  readonly error?: {
    readonly errorName: string
    readonly errorType: string
    readonly message: string
  }
  readonly stats: { readonly physicalInputBytes: number }
}

const headers = {
  'X-Trino-User': 'test',
  'X-Trino-Catalog': 'awsdatacatalog',
  'X-Trino-Time-Zone': 'UTC',
  'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
}

async function call(url: string, init: RequestInit): Promise<Page> {
  const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } })
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${await response.text()}`)
  return parseJson(await response.text()) as Page
}

export interface StatementOptions {
  /** Headers beside those of every statement. */
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the statement, on the server too. */
  readonly signal?: AbortSignal
}

/** Sends the statement and reads its pages to the end, or to an error. */
async function execute(url: string, sql: string, { headers: more = {}, signal }: StatementOptions) {
  let page = await call(`${url}/v1/statement`, { method: 'POST', body: sql, headers: more })
  let columns = page.columns ?? []
  const data: (readonly unknown[])[] = []
  while (!page.error) {
    columns = page.columns ?? columns
    data.push(...(page.data ?? []))
    if (!page.nextUri) break
    if (signal?.aborted) {
      await fetch(page.nextUri, { method: 'DELETE', headers })
      signal.throwIfAborted()
    }
    page = await call(page.nextUri, { headers: more })
  }
  return { last: page, columns, data }
}

function toResult({ last, columns, data }: Awaited<ReturnType<typeof execute>>): QueryResult {
  const bytesScanned = last.stats.physicalInputBytes
  if (last.updateType !== undefined) return { columns: [], rows: [], bytesScanned }
  const rows = data.map((cells) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, toCell(cells[index], type)])),
  )
  return { columns, rows, bytesScanned }
}

/** Just after its start Trino has no worker yet; nothing has run then, so the statement is sent again. */
export async function whenReady(
  url: string,
  sql: string,
  options: StatementOptions = {},
  tries = 100,
): ReturnType<typeof execute> {
  const answer = await execute(url, sql, options)
  const { error } = answer.last
  const isEarly = error?.errorName === 'NO_NODES_AVAILABLE' || error?.message === 'nodes is empty'
  if (!isEarly || tries === 0) return answer
  await delay(100)
  return whenReady(url, sql, options, tries - 1)
}

/** One server on one machine: far more at once overrun the queues between its own parts. */
const runsAtOnce = 4

/** Runs statements on a Trino server over its HTTP protocol. */
export function trinoEngine(url: string): QueryEngine {
  const gate = createGate(runsAtOnce)
  const run = async (sql: string, name: string) => {
    const answer = await whenReady(url, sql)
    const { id, error } = answer.last
    if (error) throw new QueryError(name, `${error.errorName}: ${error.message}`, id)
    return toResult(answer)
  }
  return { dialect: 'trino', run: (sql, name) => gate.pass(() => run(sql, name)) }
}
