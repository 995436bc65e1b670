import { AthenaClient } from '@aws-sdk/client-athena'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { createServiceCall, type ServiceCall } from '#functions/aws/signed-call.ts'
import { credentials, region } from './emulator.ts'

/** Clients of the emulator; every service but Athena is at one address. */
export function clientsOf(endpoint: string, athena: string) {
  const config = { endpoint, region, credentials }
  const s3 = new S3Client(config)
  return {
    athena: new AthenaClient({ ...config, endpoint: athena }),
    dynamodb: new DynamoDBClient(config),
    // A build answers after minutes.
    lambda: new LambdaClient({ ...config, maxAttempts: 1, requestHandler: { requestTimeout: 0 } }),
    s3,
    ses: new SESv2Client(config),
    /** For services that need no client of their own. */
    call: (service: string, target: string): ServiceCall =>
      createServiceCall({
        signing: s3.config,
        service,
        target,
        endpoint: new URL(endpoint),
        timeoutMs: 10_000,
      }),
  }
}

export type Clients = ReturnType<typeof clientsOf>
