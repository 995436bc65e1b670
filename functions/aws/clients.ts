import { AthenaClient } from '@aws-sdk/client-athena'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { linkSecretName } from '#core/names.ts'
import type {
  Clock,
  EventRecords,
  EventStore,
  Metrics,
  Notifier,
  ObjectStore,
  QueryEngine,
  Secrets,
  Tasks,
} from '#core/ports.ts'
import { readEnvironment } from './environment.ts'
import { createEventRecords } from './event-records.ts'
import { createEventStore } from './event-store.ts'
import { createMetrics } from './metrics.ts'
import { createNotifier } from './notifier.ts'
import { createObjectStore } from './object-store.ts'
import { createPageAddress } from './page-address.ts'
import { createQueryEngine } from './query-engine.ts'
import { createSecrets } from './secrets.ts'
import { createServiceCall } from './signed-call.ts'
import { createTasks } from './tasks.ts'
import { createTimeLimit } from './time-limit.ts'

const environment = readEnvironment(process.env)

/** A hung connection fails early enough for another try within the function's own time. */
const impatient = (requestTimeout: number) => ({
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true },
})

export const clock: Clock = { now: () => new Date() }

const timeLimit = createTimeLimit()

/** For entries that query: a query is stopped before Lambda ends the invocation that waits for it. */
export const withinTime = timeLimit.within

/** How long events may take from the table into the lake before a build stops waiting for them. */
export const settleMs = 15 * 60 * 1000

/** How long a query may still read a schema that stopped being live. */
export const retireMs = 30 * 60 * 1000

// Functions, not constants: each entry calls the ones it needs once per cold start, and the
// bundler drops the rest.

export const eventStore = (): EventStore =>
  createEventStore(new DynamoDBClient(impatient(2000)), environment.eventTable())

export const eventRecords = (): EventRecords =>
  createEventRecords(new DynamoDBClient(impatient(10_000)), environment.eventTable())

export const objectStore = (): ObjectStore =>
  createObjectStore(new S3Client(impatient(20_000)), environment.lakeBucket())

const queryEngine = (): QueryEngine =>
  createQueryEngine({
    client: new AthenaClient(impatient(20_000)),
    workgroup: environment.workgroup(),
    database: environment.schemas().views,
    remainingMs: timeLimit.remainingMs,
  })

/** What every handler that queries the lake needs. */
export const basePorts = () => ({
  objects: objectStore(),
  engine: queryEngine(),
  clock,
  schemas: environment.schemas(),
  root: `s3://${environment.lakeBucket()}`,
})

export const tasks = (): Tasks =>
  createTasks(new LambdaClient(impatient(20_000)), environment.deployment())

export const metrics = (): Metrics => createMetrics(environment.deployment(), clock)

/** Secrets of this deployment: `<deployment>/<name>`. */
export const secrets = (): Secrets =>
  createSecrets({
    clock,
    // People store the others; this one is made with the deployment, which tells its address.
    idOf: (name) =>
      name === linkSecretName ? environment.linkSecret() : `${environment.deployment()}/${name}`,
    call: createServiceCall({
      // Any client's: they all sign for the function's own role.
      signing: new S3Client({}).config,
      service: 'secretsmanager',
      target: 'secretsmanager',
      endpoint: environment.endpoint('secretsmanager', 'SECRETS_MANAGER'),
      timeoutMs: 3000,
    }),
  })

/** Mail; the sender is asked for with the first message, because without recipients there is none. */
export const notifier = (): Notifier => {
  const client = new SESv2Client(impatient(20_000))
  return {
    send: (message) => createNotifier({ client, sender: environment.sender() }).send(message),
  }
}

/** Address of the API, ending in a slash. */
export const apiUrl = (): string => environment.apiUrl()

/** Where a browser gets the page of a published report. */
export const pageAddress = () =>
  createPageAddress(new S3Client({}), environment.lakeBucket(), () =>
    environment.endpoint('s3', 'S3'),
  )
