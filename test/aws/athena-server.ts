import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createGate } from '#core/gate.ts'
import { InvalidRequest, type Ledger, operations, type RunStatement } from './athena-executions.ts'

async function answerTo(ledger: Ledger, request: IncomingMessage) {
  const operation = String(request.headers['x-amz-target']).replace('AmazonAthena.', '')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  try {
    const carryOut = operations[operation]
    if (carryOut === undefined) throw new InvalidRequest(`${operation} is not known here`)
    return { status: 200, body: carryOut(ledger, JSON.parse(body)) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { status: 400, body: { __type: 'InvalidRequestException', Message: message } }
  }
}

/** Two cores plan and run as many without being slower for it. */
const runsAtOnce = 4

export interface AthenaServer {
  stop(): Promise<void>
}

/** Athena's protocol on a port of 127.0.0.1; `run` runs one statement. */
export async function serveAthena(port: number, run: RunStatement): Promise<AthenaServer> {
  const queue = createGate(runsAtOnce)
  const ledger: Ledger = { executions: new Map(), tokens: new Map(), run, queue }
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(ledger, request)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(body))
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    async stop() {
      for (const { stopping } of ledger.executions.values()) stopping.abort()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
