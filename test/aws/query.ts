import { emptyLanding } from '#core/landing.ts'
import { databasesOf, deployedName, type WorkgroupName } from '#core/names.ts'
import { createQueryEngine } from '#functions/aws/query-engine.ts'
import type { Deployed } from './deployed.ts'

/** Athena as the people or functions of a workgroup use it. */
export const engineOf = ({ clients, name }: Deployed, workgroup: WorkgroupName) =>
  createQueryEngine({
    client: clients.athena,
    workgroup: deployedName(name, workgroup),
    database: databasesOf(name).views,
  })

/** Runs one statement in a workgroup. */
export const queryAs = (deployed: Deployed, workgroup: WorkgroupName, sql: string) =>
  engineOf(deployed, workgroup).run(sql, workgroup)

/** Hours in which events were exported, as a list of SQL; Athena looks for each hour that is asked for. */
export async function writtenHours({ objects }: Deployed): Promise<string> {
  const keys = (await objects.list('landing/')).map(({ key }) => key)
  const hours = keys
    .filter((key) => key !== emptyLanding)
    .flatMap((key) => /at=([\d-]+)/.exec(key)?.[1] ?? [])
  return [...new Set(hours)].map((hour) => `'${hour}'`).join(', ')
}
