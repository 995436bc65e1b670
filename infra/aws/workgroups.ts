import { Aws, Stack } from 'aws-cdk-lib'
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import {
  deployedName,
  prefixes,
  variables,
  type WorkgroupName,
  workgroupNames,
} from '#core/names.ts'
import { grant, type Holder } from './grant.ts'
import type { Lake } from './lake.ts'

const gigabyte = 1_000_000_000

export interface WorkgroupsProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** Where results are written. */
  readonly lake: Lake
  /** Gigabytes that one query may scan before Athena stops it. */
  readonly scanLimitsGb: Readonly<Record<WorkgroupName, number>>
}

const descriptions: Readonly<Record<WorkgroupName, string>> = {
  pipeline: 'Refresh and builds',
  reports: 'Queries of reports',
  analysts: 'People who query the views',
}

/** What it takes to run a query and to read its rows. */
export const runsQueries = [
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
]

/** Athena workgroups whose settings no client can change. */
export class Workgroups extends Construct {
  private readonly props: WorkgroupsProps

  constructor(scope: Construct, id: string, props: WorkgroupsProps) {
    super(scope, id)
    this.props = props
    for (const name of workgroupNames) {
      new CfnWorkGroup(this, name, {
        name: deployedName(props.deployment, name),
        description: descriptions[name],
        // History goes with its group; queries that analysts saved make a deletion stop instead.
        recursiveDeleteOption: name !== 'analysts',
        workGroupConfiguration: {
          enforceWorkGroupConfiguration: true,
          publishCloudWatchMetricsEnabled: true,
          requesterPaysEnabled: false,
          bytesScannedCutoffPerQuery: props.scanLimitsGb[name] * gigabyte,
          engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
          resultConfiguration: {
            outputLocation: `s3://${props.lake.bucketName}/${this.folder(name)}`,
            expectedBucketOwner: Aws.ACCOUNT_ID,
            encryptionConfiguration: { encryptionOption: 'SSE_S3' },
          },
        },
      })
    }
  }

  /** Lets a function run queries in one workgroup and read their results. */
  bindTo(fn: LambdaFunction, name: WorkgroupName): void {
    fn.addEnvironment(variables.workgroup, deployedName(this.props.deployment, name))
    this.openTo(fn, name, runsQueries)
  }

  /** Lets somebody do this in one workgroup, and read and write its results. */
  openTo(holder: Holder, name: WorkgroupName, actions: readonly string[]): void {
    const group = deployedName(this.props.deployment, name)
    grant(holder, {
      actions,
      resources: [
        Stack.of(this).formatArn({ service: 'athena', resource: 'workgroup', resourceName: group }),
      ],
    })
    this.props.lake.openTo(holder, { read: [this.folder(name)], write: [this.folder(name)] })
  }

  private folder(name: WorkgroupName): string {
    return `${prefixes.results}${name}/`
  }
}
