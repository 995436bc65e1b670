import { Duration, Validations } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { prefixes, variables } from '#core/names.ts'
import type { Api } from './api.ts'
import { grant } from './grant.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'
import { bindSecrets } from './secrets.ts'

export interface LinkProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly api: Api
  readonly lake: Lake
}

/** `GET /r/{token}`: leads from a mail to its report. */
export class Link extends Construct {
  private readonly secret: Secret

  constructor(scope: Construct, id: string, props: LinkProps) {
    super(scope, id)
    // Without a name: one that was deleted keeps its name for days, and a new one could not have it.
    this.secret = new Secret(this, 'Secret', {
      description: 'Signs links to reports; a new value ends links when it is replaced once more',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    })
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation would end links in mails that people still have',
    })
    const handler = new Handler(this, 'Handler', {
      ...props,
      name: 'link',
      description: 'Leads from a link in a mail to its report',
      memoryMb: 512,
      timeout: Duration.seconds(10),
    })
    // What it may read is what an address that it signs can open.
    props.lake.bindTo(handler.function, { read: [prefixes.reports] })
    bindSecrets(handler.function, props.deployment, [])
    this.bindTo(handler.function)
    props.api.addRoute({
      id: 'Links',
      method: HttpMethod.GET,
      path: '/r/{token}',
      function: handler.function,
      openBecause: 'The function checks the HMAC over path and expiry that the link carries',
    })
  }

  /** Lets a function read the secret that signs links. */
  bindTo(fn: LambdaFunction): void {
    fn.addEnvironment(variables.linkSecret, this.secret.secretArn)
    grant(fn, {
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.secret.secretArn],
    })
  }
}
