import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { SettingsInput } from '#core/settings.ts'
import type { Cloud } from './cloud.ts'
import { account, bareEnvironment, credentials, region } from './emulator.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All that a deployment is made from. */
const parts = ['functions', 'infra', 'queries', 'cdk.json', 'package.json', 'package-lock.json']

/** A copy of the project as a deployer has it, with settings of their own. */
export interface Project {
  readonly folder: string
  readonly settings: SettingsInput
  /** Runs the CDK's command line in it; answers what it printed, throws when it fails. */
  cdk(...args: readonly string[]): Promise<string>
}

function environmentOf(cloud: Cloud): Record<string, string> {
  return {
    ...bareEnvironment(cloud.folder),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: cloud.url,
    // Uploads of assets look for this one only.
    AWS_ENDPOINT_URL_S3: cloud.url,
    // The command line keeps which key belongs to which account.
    CDK_HOME: cloud.folder,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
  }
}

async function runCdk(folder: string, cloud: Cloud, args: readonly string[]): Promise<string> {
  const child = spawn(join(root, 'node_modules/.bin/cdk'), ['--no-notices', ...args], {
    cwd: folder,
    env: environmentOf(cloud),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}

/** Copies the project into a folder of this name and writes the one file that a deployer edits. */
export function copyProject(cloud: Cloud, name: string, settings: SettingsInput): Project {
  const folder = join(cloud.folder, name)
  mkdirSync(folder)
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const text = `import type { SettingsInput } from '#core/settings.ts'\n\nexport const settings: SettingsInput = ${JSON.stringify(settings, null, 2)}\n`
  writeFileSync(join(folder, 'infra/settings.ts'), text)
  return { folder, settings, cdk: (...args) => runCdk(folder, cloud, args) }
}

/** Prepares the account for deployments, once. */
export const bootstrap = (project: Project) =>
  project.cdk('bootstrap', `aws://${account}/${region}`)

/** Deploys every stack; answers what the command line printed. */
export const deploy = (project: Project) =>
  project.cdk('deploy', '--all', '--require-approval', 'never', '--outputs-file', outputs)

const outputs = 'outputs.json'

/** What the stacks told at the last deployment. */
export function outputsOf({ folder }: Project): Readonly<Record<string, string>> {
  const byStack = z
    .record(z.string(), z.record(z.string(), z.string()))
    .parse(JSON.parse(readFileSync(join(folder, outputs), 'utf8')))
  return Object.assign({}, ...Object.values(byStack))
}
