import { fileURLToPath } from 'node:url'
import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { deployedName, type FunctionName, variables } from '#core/names.ts'
import type { Alarms } from './alarms.ts'
import { grant } from './grant.ts'
import type { Undelivered } from './undelivered.ts'

export interface HandlerProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** Which `functions/aws/<name>-entry.ts` it runs. */
  readonly name: FunctionName
  readonly description: string
  readonly memoryMb: number
  readonly timeout: Duration
  /** Puts `queries/` beside the code. @default false */
  readonly queries?: boolean
  /**
   * Takes runs that were started in the background and failed every time. @default nothing starts
   * it so
   */
  readonly undelivered?: Undelivered
  /** Works in slices and starts itself again until it is done. @default false */
  readonly slices?: boolean
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** One function: everything that all of them share is set here. */
export class Handler extends Construct {
  readonly function: LambdaFunction
  private readonly deployment: string
  private readonly name: string

  constructor(scope: Construct, id: string, props: HandlerProps) {
    super(scope, id)
    this.deployment = props.deployment
    this.name = deployedName(props.deployment, props.name)
    const functionName = this.name
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      entry: `${root}functions/aws/${props.name}-entry.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      environment: { NODE_OPTIONS: '--enable-source-maps' },
      bundling: bundling(props.queries ?? false),
      logGroup,
      role,
      ...(props.slices ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
    })
    if (props.slices) this.startItself(functionName)
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Sending traces takes no resource',
    })
    if (props.undelivered) this.runInBackground(props.undelivered)
  }

  /**
   * Raises an alarm at the first failure. Not for what the API answers for, nor for what runs seldom
   * enough to wait until it is given up. None is for throttling: the API answers it with an error,
   * the feed waits, and in the background Lambda itself tries again.
   */
  alarmOnErrors(alarms: Alarms): void {
    alarms.raise(this, 'Errors', {
      metric: this.function.metricErrors({ period: Duration.minutes(5) }),
      description: `${this.name} failed: its log says why, and infra/README.md what to do`,
    })
  }

  /** Lets another function start this one in the background. */
  startableFrom(fn: LambdaFunction): void {
    fn.addEnvironment(variables.deployment, this.deployment)
    grant(fn, { actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] })
  }

  /** By its name: a policy that refers to its own function would have to be made after it. */
  private startItself(functionName: string): void {
    this.function.addEnvironment(variables.deployment, this.deployment)
    const arn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    grant(this.function, { actions: ['lambda:InvokeFunction'], resources: [arn] })
  }

  /**
   * The scheduler and other functions only hand a run over: what happens after a failure is
   * decided here.
   */
  private runInBackground({ queue }: Undelivered): void {
    this.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(2),
      onFailure: new SqsDestination(queue),
    })
  }
}

/**
 * The SDK goes into the bundle: what was tested is what runs, whatever the runtime carries that
 * day, and only the parts in use are loaded at a cold start.
 */
function bundling(queries: boolean): BundlingOptions {
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    bundleAwsSDK: true,
    minify: true,
    sourceMap: true,
    sourcesContent: false,
    // CommonJS dependencies call require, which an ES module lacks.
    banner:
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (input, output) =>
        queries ? [`cp -R "${input}/queries" "${output}/queries"`] : [],
    },
  }
}
