import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { EventStore, type RestoredTable } from './event-store.ts'
import { Lake } from './lake.ts'
import { Warehouse } from './warehouse.ts'

export interface DataStackProps {
  readonly deployment: string
  /** What functions use instead of the stack's own table. @default the stack's own */
  readonly restoredTable?: RestoredTable
}

/** What must outlive every deployment: events, lake, databases. */
export class DataStack extends Stack {
  readonly store: EventStore
  readonly lake: Lake
  readonly warehouse: Warehouse

  constructor(scope: Construct, id: string, { deployment, restoredTable }: DataStackProps) {
    super(scope, id, { stackName: id, terminationProtection: true })
    this.store = new EventStore(this, 'EventStore', {
      deployment,
      ...(restoredTable && { restored: restoredTable }),
    })
    this.lake = new Lake(this, 'Lake', { deployment })
    this.warehouse = new Warehouse(this, 'Warehouse', { deployment, lake: this.lake })
  }
}
