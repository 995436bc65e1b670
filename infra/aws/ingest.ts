import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import type { Api } from './api.ts'
import type { EventStore } from './event-store.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'

export interface IngestProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly api: Api
  readonly store: EventStore
  readonly lake: Lake
}

/** `POST /v1/events` for callers with an IAM signature. */
export class Ingest extends Construct {
  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'ingest',
      description: 'Takes batches of events and answers for each of them',
      memoryMb: 1024,
      // The API gives up after 30 seconds: the answer must come before.
      timeout: Duration.seconds(28),
    })
    props.store.bindTo(handler.function)
    props.lake.bindTo(handler.function, { write: [prefixes.quarantine] })
    props.api.addRoute({
      id: 'Events',
      method: HttpMethod.POST,
      path: '/v1/events',
      function: handler.function,
    })
  }
}
