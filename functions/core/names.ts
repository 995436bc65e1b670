/**
 * Names that the deployed functions and the stacks must agree on; imports nothing so that both may
 * use it.
 */

/** Environment variables of the functions. */
export const variables = {
  deployment: 'DEPLOYMENT',
  eventTable: 'EVENT_TABLE',
  lakeBucket: 'LAKE_BUCKET',
  workgroup: 'WORKGROUP',
} as const

/** Every function of the pipeline, by the name of its handler. */
export const functionNames = ['ingest', 'export', 'refresh', 'build', 'report'] as const
export type FunctionName = (typeof functionNames)[number]

/** Folders of the lake bucket; the tables of a build lie in one more, named like their database. */
export const prefixes = {
  eventLog: 'event_log/',
  /**
   * Where Lambda itself writes stream batches that were given up; the folder is not ours to
   * choose.
   */
  failures: 'aws/lambda/',
  landing: 'landing/',
  quarantine: 'quarantine/',
  reference: 'reference/',
  reports: 'reports/',
  results: 'results/',
  state: 'state/',
} as const

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
