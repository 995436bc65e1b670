import { randomUUID } from 'node:crypto'
import { CreateTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { expect, inject, test } from 'vitest'
import { createTableAs } from '#core/ddl.ts'
import { createEventRecords } from '#functions/aws/event-records.ts'
import { createEventStore } from '#functions/aws/event-store.ts'
import { createNotifier } from '#functions/aws/notifier.ts'
import { createObjectStore } from '#functions/aws/object-store.ts'
import { createQueryEngine } from '#functions/aws/query-engine.ts'
import { createSecrets } from '#functions/aws/secrets.ts'
import { describeEventStore } from '#test/contract/event-store.ts'
import { describeNotifier } from '#test/contract/notifier.ts'
import { describeObjectStore } from '#test/contract/object-store.ts'
import { describeQueryEngine } from '#test/contract/query-engine.ts'
import { describeSecrets } from '#test/contract/secrets.ts'
import { clientsOf } from './clients.ts'
import { credentials, region } from './emulator.ts'
import { mailsIn } from './mails.ts'
import { keyHeader } from './recorder.ts'

const cloud = inject('cloud')
const { athena, dynamodb, s3, ses, call } = clientsOf(cloud.url, cloud.athena)

/** The emulator goes with all that is in it. */
const close = async () => undefined

async function newBucket(): Promise<string> {
  const Bucket = `contract-${randomUUID()}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  return Bucket
}

describeEventStore('AWS', async () => {
  const TableName = `contract-${randomUUID()}`
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'event_id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'event_id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  await waitUntilTableExists({ client: dynamodb, minDelay: 1, maxWaitTime: 10 }, { TableName })
  const port = {
    ...createEventStore(dynamodb, TableName),
    ...createEventRecords(dynamodb, TableName),
  }
  return { port, close }
})

describeObjectStore('AWS', async () => ({ port: createObjectStore(s3, await newBucket()), close }))

describeQueryEngine('AWS', async () => {
  const bucket = await newBucket()
  const schema = `contract_${randomUUID().replaceAll('-', '')}`
  await call('glue', 'AWSGlue')('CreateDatabase', { DatabaseInput: { Name: schema } })
  const port = createQueryEngine({ client: athena, workgroup: 'primary', database: schema })
  return {
    port,
    schema,
    createTableAs: (table, query) => {
      const name = table.slice(schema.length + 1)
      return createTableAs(port.dialect, { schema, table: name, root: `s3://${bucket}` }, query)
    },
    close,
  }
})

/** A client whose calls carry a key, by which the recorder tells them apart: a mail has none. */
function markedClient(key: string) {
  const client = new SESv2Client({ endpoint: cloud.mail, region, credentials })
  client.middlewareStack.add(
    (next) => (call) => {
      Object.assign((call.request as { headers: object }).headers, { [keyHeader]: encodeURI(key) })
      return next(call)
    },
    { step: 'build' },
  )
  return client
}

describeNotifier('AWS', async () => {
  const sender = 'contract@example.org'
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: sender }))
  return {
    port: {
      send: (message) =>
        createNotifier({ client: markedClient(message.key), sender }).send(message),
    },
    delivered: async (key) => mailsIn(cloud.folder, encodeURI(key)),
    close,
  }
})

test('a mail from an address that nobody verified is refused with the remedy', async () => {
  const sender = 'unverified@example.com'
  const mail = {
    key: 'unverified',
    recipients: ['ada@example.org'],
    subject: 's',
    text: 't',
    html: 'h',
  }
  const sending = createNotifier({ client: markedClient(mail.key), sender }).send(mail)
  await expect(sending).rejects.toThrow(`verify ${sender}`)
})

describeSecrets('AWS', async () => {
  const secretsManager = call('secretsmanager', 'secretsmanager')
  let now = Date.now()
  const known = new Set<string>()
  const port = createSecrets({
    call: secretsManager,
    clock: { now: () => new Date(now) },
    idOf: (name) => name,
  })
  return {
    port,
    close,
    async store(name, SecretString) {
      const input = { SecretString, ClientRequestToken: randomUUID() }
      if (known.has(name)) await secretsManager('PutSecretValue', { SecretId: name, ...input })
      else await secretsManager('CreateSecret', { Name: name, ...input })
      known.add(name)
      // What was read before counts for five minutes.
      now += 300_000
    },
  }
})
