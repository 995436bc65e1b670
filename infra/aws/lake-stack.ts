import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { WorkgroupName } from '#core/names.ts'
import { Analysts } from './analysts.ts'
import type { DataStack } from './data-stack.ts'
import { Migrate } from './migrate.ts'
import { Workgroups } from './workgroups.ts'

export interface LakeStackProps {
  readonly deployment: string
  /** What the functions read as their settings. */
  readonly settings: object
  /** Gigabytes that one query may scan, by workgroup. */
  readonly scanLimitsGb: Readonly<Record<WorkgroupName, number>>
  readonly data: DataStack
}

/** How the lake is queried, and the tables that everything else stands on. */
export class LakeStack extends Stack {
  readonly workgroups: Workgroups

  constructor(scope: Construct, id: string, props: LakeStackProps) {
    super(scope, id, { stackName: id })
    const { deployment, settings, scanLimitsGb, data } = props
    const { lake, warehouse } = data
    this.workgroups = new Workgroups(this, 'Workgroups', { deployment, scanLimitsGb, lake })
    const { workgroups } = this
    new Migrate(this, 'Migrate', { deployment, settings, lake, warehouse, workgroups })
    new Analysts(this, 'Analysts', { deployment, warehouse, workgroups })
    // Names, not exports, tie the stacks together, so the order has to be said.
    this.addStackDependency(data)
  }
}
