/**
 * Names that the deployed functions and the stacks must agree on; imports nothing so that both may
 * use it.
 */

/** Environment variables of the functions. */
export const variables = {
  apiUrl: 'API_URL',
  deployment: 'DEPLOYMENT',
  eventTable: 'EVENT_TABLE',
  lakeBucket: 'LAKE_BUCKET',
  linkSecret: 'LINK_SECRET',
  sender: 'SENDER',
  workgroup: 'WORKGROUP',
} as const

/** Every function of the pipeline, by the name of its handler. */
export const functionNames = [
  'ingest',
  'webhook',
  'link',
  'export',
  'refresh',
  'build',
  'report',
  'deliver',
  'migrate',
  'reference',
  'watch',
  'maintain',
  'replay',
  'erase',
] as const
export type FunctionName = (typeof functionNames)[number]

/** Folders of the lake bucket; the tables of a build lie in one more, named like their database. */
export const prefixes = {
  /** Who was sent which revision. */
  deliveries: 'deliveries/',
  /** A receipt of each subject that was erased, named by a hash. */
  erasures: 'erasures/',
  eventLog: 'event_log/',
  /**
   * Where Lambda itself writes stream batches that were given up; the folder is not ours to
   * choose.
   */
  failures: 'aws/lambda/',
  /** Where people upload reference data. */
  incoming: 'reference/incoming/',
  landing: 'landing/',
  quarantine: 'quarantine/',
  reference: 'reference/',
  /** What was wrong with uploaded reference data. */
  rejected: 'reference/rejected/',
  reports: 'reports/',
  results: 'results/',
  state: 'state/',
} as const

/** Where the functions' own metrics are, each with the dimension `Deployment`. */
export const metricNamespace = 'FunnelMetrics'
export const metricNames = {
  reportsOverdue: 'reports_overdue',
  refreshLagHours: 'refresh_lag_hours',
  quarantinedPercent: 'quarantined_percent',
  referenceRejected: 'reference_rejected',
} as const

/** Systems whose webhooks are taken at `/v1/webhooks/<source>`. */
export const webhookSourceNames = ['generic', 'hubspot', 'stripe'] as const
export type WebhookSourceName = (typeof webhookSourceNames)[number]

/** Name of the secret that signs a source's webhooks; deployed, `<deployment>/` stands before it. */
export const webhookSecretName = (source: string): string => `webhooks/${source}`

/** Name of the secret that signs links to reports. */
export const linkSecretName = 'links'

/** Athena workgroups: `pipeline` writes, `reports` and `analysts` have their own scan limits. */
export const workgroupNames = ['pipeline', 'reports', 'analysts'] as const
export type WorkgroupName = (typeof workgroupNames)[number]

/** Name of a deployed resource: `<deployment>-<part>`. */
export const deployedName = (deployment: string, part: string): string => `${deployment}-${part}`

/** Glue databases of a deployment: dashes are not allowed there and become underscores. */
export function databasesOf(deployment: string) {
  const name = deployment.replaceAll('-', '_')
  return {
    lake: name,
    slots: [`${name}_a`, `${name}_b`],
    scratch: `${name}_scratch`,
    views: name,
  } as const
}
