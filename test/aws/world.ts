import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '#core/ports.ts'
import type { Runtime } from '#local/runtime.ts'
import { prepareAccount } from './account.ts'
import type { Cloud } from './cloud.ts'
import { type Deployed, deployedOf } from './deployed.ts'
import type { Sent } from './intake.ts'
import { bootstrap, copyProject, deploy } from './project.ts'
import { queryAs } from './query.ts'
import type { Loaded } from './reference.ts'
import { settings } from './settings.ts'
import { openTwin } from './twin.ts'

/** What the steps of the suite stand on, and what they leave to those after them. */
export interface World {
  readonly deployed: Deployed
  /** The pipeline of one machine, over the same settings. */
  readonly twin: Runtime
  readonly loaded: Loaded[]
  readonly sent: Sent[]
  /** Up to when both have built. */
  cut: string
}

/** Deploys the project as a deployer would, into an account that holds nothing. */
export async function openWorld(cloud: Cloud): Promise<World> {
  const project = copyProject(cloud, 'project', settings)
  await bootstrap(project)
  await deploy(project)
  const deployed = deployedOf(cloud, project)
  await prepareAccount(deployed)
  const twin = await openTwin(mkdtempSync(join(cloud.folder, 'twin-')), settings)
  return { deployed, twin, loaded: [], sent: [], cut: '' }
}

/** Rows of an analyst's query. */
export async function rowsOf({ deployed }: World, sql: string): Promise<readonly Row[]> {
  return (await queryAs(deployed, 'analysts', sql)).rows
}

export async function countIn(world: World, table: string): Promise<unknown> {
  return (await rowsOf(world, `select count(*) as events from ${table}`))[0]?.events
}
