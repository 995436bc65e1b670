import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { freePort } from '#test/trino/process.ts'
import type { Properties } from '#test/trino/properties.ts'
import { startTrino } from '#test/trino/server.ts'
import { execute, StatementFailed } from './athena-engine.ts'
import type { RunStatement } from './athena-executions.ts'
import { serveAthena } from './athena-server.ts'
import { type Clients, clientsOf } from './clients.ts'
import { credentials, region, startEmulator } from './emulator.ts'
import { makeCertificate, recordChat, recordMail } from './recorder.ts'

/** Addresses of everything that runs. */
export interface Cloud {
  readonly url: string
  readonly athena: string
  readonly trino: string
  /** The mail service, as a recorder sees it. */
  readonly mail: string
  /** Incoming webhooks of a chat. */
  readonly chat: string
  /** Scratch folder, gone at the end. */
  readonly folder: string
}

const metastore = 'trino-metastore'

/** Trino's catalogs on the emulator's S3; its metastore has a bucket of its own. */
const filesOn = (endpoint: string): Properties => ({
  'hive.metastore.catalog.dir': `s3://${metastore}/catalog`,
  'fs.native-s3.enabled': true,
  's3.endpoint': endpoint,
  's3.region': region,
  's3.path-style-access': true,
  's3.aws-access-key': credentials.accessKeyId,
  's3.aws-secret-key': credentials.secretAccessKey,
})

const databases = z.object({ DatabaseList: z.array(z.object({ Name: z.string() })) })

/** Gives Trino the databases that Glue has, as Athena sees them. */
async function copyDatabases({ call }: Clients, trino: string): Promise<void> {
  const listed = databases.parse(await call('glue', 'AWSGlue')('GetDatabases', {}))
  for (const { Name } of listed.DatabaseList) {
    await execute({ trino, ages: new Map() }, `create schema if not exists \`${Name}\``)
  }
}

const unknownDatabase = /^(?:SCHEMA_NOT_FOUND|NOT_FOUND: Schema)/

/** Runs a statement as Athena; when a database is unknown, looks at Glue and tries again. */
function runOn(clients: Clients, trino: string): RunStatement {
  const ages = new Map<string, number>()
  return async (sql, session) => {
    const run = () => execute({ trino, ages, ...session }, sql)
    try {
      return await run()
    } catch (error) {
      const isUnknown = error instanceof StatementFailed && unknownDatabase.test(error.message)
      if (!isUnknown) throw error
      await copyDatabases(clients, trino)
      return run()
    }
  }
}

/** Four addresses of 127.0.0.1, known before anything listens there: each needs those of others. */
async function addresses() {
  const [port, athena, mail, chat] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ])
  const local = (each: number) => `http://127.0.0.1:${each}`
  return {
    ports: { port, athena, mail, chat },
    urls: {
      url: local(port),
      athena: local(athena),
      mail: local(mail),
      chat: `https://127.0.0.1:${chat}/services/`,
    },
  }
}

/** Starts the emulator, Trino on its S3 and Athena before Trino, in about fifteen seconds. */
export async function startCloud(java: string): Promise<Cloud & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'))
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of ends.toReversed()) await end()
  }
  const { ports, urls } = await addresses()
  const certificate = makeCertificate(folder)
  const functions = {
    AWS_ENDPOINT_URL_ATHENA: urls.athena,
    AWS_ENDPOINT_URL_SESV2: urls.mail,
    NODE_EXTRA_CA_CERTS: certificate.cert,
  }
  try {
    const emulator = await startEmulator({ folder, port: ports.port, functions })
    ends.push(emulator.stop)
    ends.push(await recordMail(folder, ports.mail, urls.url))
    ends.push(await recordChat(folder, ports.chat, certificate))
    const clients = clientsOf(urls.url, urls.athena)
    await clients.s3.send(new CreateBucketCommand({ Bucket: metastore }))
    const trino = await startTrino(java, filesOn(urls.url))
    ends.push(trino.stop)
    const server = await serveAthena(ports.athena, runOn(clients, trino.url))
    ends.push(server.stop)
    return { ...urls, trino: trino.url, folder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
