import { CustomResource, Duration } from 'aws-cdk-lib'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { prefixes } from '#core/names.ts'
import { Handler } from './handler.ts'
import type { Lake } from './lake.ts'
import type { Warehouse } from './warehouse.ts'
import type { Workgroups } from './workgroups.ts'

export interface MigrateProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** What the functions read as their settings. */
  readonly settings: object
  readonly lake: Lake
  readonly warehouse: Warehouse
  readonly workgroups: Workgroups
}

/**
 * Makes the base tables and writes the settings, at the first deployment and again whenever the
 * settings, a query or the code changed. A failure fails the deployment, so it needs no alarm.
 */
export class Migrate extends Construct {
  constructor(scope: Construct, id: string, props: MigrateProps) {
    super(scope, id)
    const timeout = Duration.minutes(10)
    const handler = new Handler(this, 'Handler', {
      deployment: props.deployment,
      name: 'migrate',
      description: 'Makes the base tables and writes the settings when the stack is deployed',
      memoryMb: 1024,
      timeout,
      queries: true,
    })
    const fn = handler.function
    props.workgroups.bindTo(fn, 'pipeline')
    props.warehouse.bindTo(fn, ['lake'], { drops: [] })
    props.lake.bindTo(fn, {
      read: [prefixes.reference, prefixes.state],
      write: [prefixes.landing, prefixes.reference, prefixes.state],
    })
    const tables = new CustomResource(this, 'Tables', {
      resourceType: 'Custom::BaseTables',
      serviceToken: fn.functionArn,
      // One answer may be lost: better to fail then than after the hour that CloudFormation waits.
      serviceTimeout: timeout.plus(Duration.minutes(1)),
      properties: { Settings: JSON.stringify(props.settings), Code: bundleOf(handler) },
    })
    tables.node.addDependency(props.workgroups)
  }
}

/** The bundle's file is named by its hash: queries, columns and code are all in it. */
function bundleOf({ function: fn }: Handler): string {
  const resource = fn.node.defaultChild
  const code = CfnFunction.isCfnFunction(resource) ? resource.code : {}
  if (!('s3Key' in code) || code.s3Key === undefined) throw new Error('migrate has no bundle')
  return code.s3Key
}
