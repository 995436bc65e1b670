import { CfnOutput, Stack } from 'aws-cdk-lib'
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { deployedName } from '#core/names.ts'
import { grant } from './grant.ts'
import type { Warehouse } from './warehouse.ts'
import { runsQueries, type Workgroups } from './workgroups.ts'

export interface AnalystsProps {
  /** Name of the deployment. */
  readonly deployment: string
  readonly warehouse: Warehouse
  readonly workgroups: Workgroups
}

/** What the query editor and drivers ask for beside the queries themselves. */
const usesEditor = [
  'athena:BatchGetNamedQuery',
  'athena:BatchGetQueryExecution',
  'athena:CreateNamedQuery',
  'athena:DeleteNamedQuery',
  'athena:GetNamedQuery',
  'athena:GetQueryResultsStream',
  'athena:GetQueryRuntimeStatistics',
  'athena:GetWorkGroup',
  'athena:ListNamedQueries',
  'athena:ListQueryExecutions',
]

const browsesCatalog = [
  'athena:GetDataCatalog',
  'athena:GetDatabase',
  'athena:GetTableMetadata',
  'athena:ListDatabases',
  'athena:ListTableMetadata',
]

/** A policy for people who query: attach it to a group, a role or a permission set. */
export class Analysts extends Construct {
  constructor(scope: Construct, id: string, props: AnalystsProps) {
    super(scope, id)
    const { deployment, warehouse, workgroups } = props
    const policy = new ManagedPolicy(this, 'Policy', {
      managedPolicyName: deployedName(deployment, 'analysts'),
      description: 'Queries the tables and views of the funnel metrics, and changes none',
    })
    workgroups.openTo(policy, 'analysts', [...runsQueries, ...usesEditor])
    warehouse.openTo(policy)
    grant(policy, {
      actions: browsesCatalog,
      resources: [
        Stack.of(this).formatArn({
          service: 'athena',
          resource: 'datacatalog',
          resourceName: 'AwsDataCatalog',
        }),
      ],
    })
    grant(policy, {
      actions: ['athena:ListDataCatalogs', 'athena:ListEngineVersions', 'athena:ListWorkGroups'],
      resources: ['*'],
      reason: 'Lists of names, for which Athena takes no resource',
    })
    new CfnOutput(this, 'PolicyArn', {
      value: policy.managedPolicyArn,
      description: 'Attach to those who query the tables and views',
    })
  }
}
