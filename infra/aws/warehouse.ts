import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { CfnDatabase } from 'aws-cdk-lib/aws-glue'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { databasesOf, prefixes, variables } from '#core/names.ts'
import { grant, type Holder } from './grant.ts'
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

  /**
   * Lets a function read every table and make and change those of the parts named, and drop them
   * unless `drops` names fewer.
   */
  bindTo(
    fn: LambdaFunction,
    writes: readonly Part[],
    { drops = writes }: { readonly drops?: readonly Part[] } = {},
  ): void {
    const all = Object.values(this.databases).flat()
    const written = writes.flatMap((part) => this.databases[part])
    const dropped = drops.flatMap((part) => this.databases[part])
    fn.addEnvironment(variables.deployment, this.props.deployment)
    this.describeTo(fn, all)
    this.grantTables(fn, ['glue:CreateTable', 'glue:UpdateTable'], written)
    if (dropped.length > 0) this.grantTables(fn, ['glue:DeleteTable'], dropped)
    const foldersOf = (databases: readonly string[]) =>
      databases.flatMap((database) => this.folders(database))
    this.props.lake.bindTo(fn, {
      read: [...foldersOf(all), prefixes.landing, prefixes.reference],
      write: foldersOf(written),
      delete: foldersOf(dropped),
    })
  }

  /** Lets somebody read the live build, its views and the event log. */
  openTo(holder: Holder): void {
    const { lake, slots } = this.databases
    const databases = [...lake, ...slots]
    this.describeTo(holder, databases)
    this.props.lake.openTo(holder, {
      // The folder of reference data also holds the settings and what people uploaded.
      read: [...databases.flatMap((each) => this.folders(each)), `${prefixes.reference}*.parquet`],
    })
  }

  private describeTo(holder: Holder, databases: readonly string[]): void {
    this.grantTables(holder, readTables, databases)
    grant(holder, {
      actions: ['glue:GetDatabase', 'glue:GetDatabases'],
      // Athena looks at the default database before any statement.
      resources: [this.glueArn('database/default')],
    })
  }

  private folders(database: string): string[] {
    return this.databases.lake.includes(database) ? [prefixes.eventLog] : [`${database}/`]
  }

  private grantTables(
    holder: Holder,
    actions: readonly string[],
    databases: readonly string[],
  ): void {
    grant(holder, {
      actions,
      resources: [
        this.glueArn('catalog'),
        ...databases.map((name) => this.glueArn(`database/${name}`)),
      ],
    })
    grant(holder, {
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
