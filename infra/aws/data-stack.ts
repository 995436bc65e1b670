import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { EventStore } from './event-store.ts'
import { Lake } from './lake.ts'
import { Warehouse } from './warehouse.ts'

/** What must outlive every deployment: events, lake, databases. */
export class DataStack extends Stack {
  readonly store: EventStore
  readonly lake: Lake
  readonly warehouse: Warehouse

  constructor(scope: Construct, id: string, { deployment }: { readonly deployment: string }) {
    super(scope, id, { stackName: id, terminationProtection: true })
    this.store = new EventStore(this, 'EventStore', { deployment })
    this.lake = new Lake(this, 'Lake', { deployment })
    this.warehouse = new Warehouse(this, 'Warehouse', { deployment, lake: this.lake })
  }
}
