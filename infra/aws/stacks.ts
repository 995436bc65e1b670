import { type App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { deployedName } from '#core/names.ts'
import { AppStack } from './app-stack.ts'
import { DataStack } from './data-stack.ts'
import { LakeStack } from './lake-stack.ts'
import type { ReportSet } from './report-set.ts'

export interface Deployment {
  /** Prefix of every name. */
  readonly deployment: string
  /** IANA zone of the schedules. */
  readonly zone: string
  /** Report sets by name. */
  readonly sets: Readonly<Record<string, ReportSet>>
  /** Address that mails come from. @default no mail is sent */
  readonly sender?: string
}

/**
 * The three stacks of one deployment, checked against the security rules when they are
 * synthesized.
 */
export function addStacks(app: App, { deployment, zone, sets, sender }: Deployment) {
  const data = new DataStack(app, deployedName(deployment, 'data'), { deployment })
  const lake = new LakeStack(app, deployedName(deployment, 'lake'), { deployment, lake: data.lake })
  lake.addStackDependency(data)
  const pipeline = new AppStack(app, deployedName(deployment, 'app'), {
    deployment,
    zone,
    sets,
    ...(sender === undefined ? {} : { sender }),
    data,
    lake,
  })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }))
  return { data, lake, app: pipeline }
}
