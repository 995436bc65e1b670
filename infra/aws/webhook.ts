import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import { prefixes, webhookSecretName, webhookSourceNames } from '#core/names.ts'
import { Handler } from './handler.ts'
import type { IngestProps } from './ingest.ts'
import { bindSecrets } from './secrets.ts'

/** `POST /v1/webhooks/{source}` for systems that sign what they send. */
export class Webhook extends Construct {
  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id)
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'webhook',
      description: 'Takes signed webhooks of other systems as events',
      memoryMb: 1024,
      // Providers wait a few seconds before they count a delivery as failed and send it again.
      timeout: Duration.seconds(20),
    })
    const fn = handler.function
    props.store.bindTo(fn)
    props.lake.bindTo(fn, { read: [prefixes.reference], write: [prefixes.quarantine] })
    bindSecrets(fn, props.deployment, webhookSourceNames.map(webhookSecretName))
    props.api.addRoute({
      id: 'Webhooks',
      method: HttpMethod.POST,
      path: '/v1/webhooks/{source}',
      function: fn,
      openBecause: 'The function checks the HMAC that the provider made with a shared secret',
    })
  }
}
