import { type App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { deployedName, type WorkgroupName } from '#core/names.ts'
import { AppStack } from './app-stack.ts'
import { DataStack } from './data-stack.ts'
import type { RestoredTable } from './event-store.ts'
import { LakeStack } from './lake-stack.ts'
import type { ReportSet } from './report-set.ts'

/** What the stacks look at in the settings; the functions are given all of them. */
export interface StackSettings {
  /** Prefix of every deployed resource. */
  readonly name: string
  /** IANA zone of the schedules. */
  readonly zone: string
  /** Report sets by name. */
  readonly schedules: Readonly<Record<string, ReportSet>>
  /** Address that mails come from. @default no mail is sent */
  readonly sender?: string
  /** What functions use instead of the stack's own event table. @default the stack's own */
  readonly restoredTable?: RestoredTable
  /** Whether the API records metrics for each route. */
  readonly routeMetrics: boolean
  /** Gigabytes that one query may scan, by workgroup. */
  readonly scanLimitsGb: Readonly<Record<WorkgroupName, number>>
}

/** CDK writes down that a function needs its role, which the function's reference to it says too. */
const lintRules = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } }

/**
 * The three stacks of one deployment, checked against the security rules when they are
 * synthesized.
 */
export function addStacks(app: App, settings: StackSettings) {
  const { name: deployment, zone, schedules: sets, sender, routeMetrics, scanLimitsGb } = settings
  const { restoredTable } = settings
  const data = new DataStack(app, deployedName(deployment, 'data'), {
    deployment,
    ...(restoredTable && { restoredTable }),
  })
  const lake = new LakeStack(app, deployedName(deployment, 'lake'), {
    deployment,
    settings,
    scanLimitsGb,
    data,
  })
  const pipeline = new AppStack(app, deployedName(deployment, 'app'), {
    deployment,
    zone,
    sets,
    ...(sender === undefined ? {} : { sender }),
    routeMetrics,
    data,
    lake,
  })
  for (const stack of [data, lake, pipeline]) stack.templateOptions.metadata = lintRules
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }))
  return { data, lake, app: pipeline }
}
