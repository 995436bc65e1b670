import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Lake } from './lake.ts'
import { Workgroups } from './workgroups.ts'

export interface LakeStackProps {
  readonly deployment: string
  readonly lake: Lake
}

/** How the lake is queried. */
export class LakeStack extends Stack {
  readonly workgroups: Workgroups

  constructor(scope: Construct, id: string, props: LakeStackProps) {
    super(scope, id, { stackName: id })
    this.workgroups = new Workgroups(this, 'Workgroups', props)
  }
}
