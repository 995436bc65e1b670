import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { join } from 'node:path'

/** One message that arrived, with the header by which a test finds its own. */
export interface Recorded {
  readonly key: string | undefined
  readonly path: string
  readonly body: unknown
}

export const keyHeader = 'x-message-key'

/** Messages lie in files, because tests run in another process than the servers. */
const file = (folder: string, name: string) => join(folder, `${name}.ndjson`)

/** Every message that arrived at the recorder of the name so far. */
export function recorded(folder: string, name: string): Recorded[] {
  const lines = readFileSync(file(folder, name), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function listen(server: Server, port: number): Promise<() => Promise<void>> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

function keep(folder: string, name: string, request: IncomingMessage, body: string): void {
  const key = request.headers[keyHeader]
  const record = { key, path: request.url, body: JSON.parse(body) }
  appendFileSync(file(folder, name), `${JSON.stringify(record)}\n`)
}

/** Stands before the emulator's mail service, which judges mails but keeps no attachments. */
export function recordMail(folder: string, port: number, service: string) {
  writeFileSync(file(folder, 'mail'), '')
  const server = createHttpServer(async (request, response) => {
    const { method = 'POST', url = '/' } = request
    const body = await bodyOf(request)
    const headers = { authorization: String(request.headers.authorization) }
    const answer = await fetch(`${service}${url}`, { method, headers, body })
    if (answer.ok) keep(folder, 'mail', request, body)
    const type = { 'content-type': 'application/json', ...errorType(answer.headers) }
    response.writeHead(answer.status, type).end(await answer.text())
  })
  return listen(server, port)
}

const errorType = (headers: Headers) => {
  const type = headers.get('x-amzn-errortype')
  return type === null ? {} : { 'x-amzn-errortype': type }
}

/** A certificate for 127.0.0.1 that clients trust when `NODE_EXTRA_CA_CERTS` names it. */
export function makeCertificate(folder: string) {
  const [key, cert] = [join(folder, 'chat.key'), join(folder, 'chat.pem')]
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', ...made, ...names], { stdio: 'ignore' })
  return { key, cert }
}

/** Answers as Slack does to an incoming webhook; over TLS, which is all that such an address may be. */
export function recordChat(
  folder: string,
  port: number,
  paths: ReturnType<typeof makeCertificate>,
) {
  writeFileSync(file(folder, 'chat'), '')
  const tls = { key: readFileSync(paths.key), cert: readFileSync(paths.cert) }
  const server = createHttpsServer(tls, async (request, response) => {
    keep(folder, 'chat', request, await bodyOf(request))
    response.writeHead(200).end('ok')
  })
  return listen(server, port)
}
