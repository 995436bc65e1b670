import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { CfnDatabase } from 'aws-cdk-lib/aws-glue'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { databasesOf, prefixes, variables } from '#core/names.ts'
import { grant } from './grant.ts'
import type { Lake } from './lake.ts'

export interface WarehouseProps {
  /** Name of the deployment. */
  readonly deployment: string
  /** Where the files of the tables lie. */
  readonly lake: Lake
}

type Part = 'lake' | 'slots' | 'scratch'

const readTables = [
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:GetTable',
  'glue:GetTables',
]
const writeTables = ['glue:CreateTable', 'glue:DeleteTable', 'glue:UpdateTable']

/**
 * The Glue databases: the event log with the analysts' views, the two slots of a build, and
 * scratch.
 */
export class Warehouse extends Construct {
  private readonly props: WarehouseProps
  private readonly databases: Readonly<Record<Part, readonly string[]>>

  constructor(scope: Construct, id: string, props: WarehouseProps) {
    super(scope, id)
    this.props = props
    const { lake, slots, scratch } = databasesOf(props.deployment)
    this.databases = { lake: [lake], slots, scratch: [scratch] }
    this.addDatabase('Lake', lake, 'Event log, and the views that analysts query')
    this.addDatabase('SlotA', slots[0], 'One of the two slots a build alternates between')
    this.addDatabase('SlotB', slots[1], 'One of the two slots a build alternates between')
    this.addDatabase('Scratch', scratch, 'Builds of another moment, dropped afterwards')
  }

  /** Lets a function read every table and make, change and drop those of the parts named. */
  bindTo(fn: LambdaFunction, writes: readonly Part[]): void {
    const all = Object.values(this.databases).flat()
    const written = writes.flatMap((part) => this.databases[part])
    fn.addEnvironment(variables.deployment, this.props.deployment)
    this.grantTables(fn, readTables, all)
    grant(fn, {
      actions: ['glue:GetDatabase', 'glue:GetDatabases'],
      // Athena looks at the default database before any statement.
      resources: [this.glueArn('database/default')],
    })
    this.grantTables(fn, writeTables, written)
    const foldersOf = (databases: readonly string[]) =>
      databases.flatMap((database) => this.folders(database))
    this.props.lake.bindTo(fn, {
      read: [...foldersOf(all), prefixes.landing, prefixes.reference],
      write: foldersOf(written),
      delete: foldersOf(written),
    })
  }

  private folders(database: string): string[] {
    return this.databases.lake.includes(database) ? [prefixes.eventLog] : [`${database}/`]
  }

  private grantTables(
    fn: LambdaFunction,
    actions: readonly string[],
    databases: readonly string[],
  ): void {
    grant(fn, {
      actions,
      resources: [
        this.glueArn('catalog'),
        ...databases.map((name) => this.glueArn(`database/${name}`)),
      ],
    })
    grant(fn, {
      actions,
      resources: databases.map((name) => this.glueArn(`table/${name}/*`)),
      reason: 'Every table of one database: models come and go with the files in queries/',
    })
  }

  private glueArn(resource: string): string {
    return Stack.of(this).formatArn({ service: 'glue', resource })
  }

  private addDatabase(id: string, name: string, description: string): void {
    const locationUri = `s3://${this.props.lake.bucketName}/${name}/`
    const database = new CfnDatabase(this, id, {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name, description, locationUri },
    })
    database.applyRemovalPolicy(RemovalPolicy.RETAIN)
  }
}
