import { spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { endProcess } from '#test/trino/process.ts'
import { installEmulator } from './install.ts'
import { until } from './until.ts'

/** The emulator takes the access key for the account, and knows no other secret of it. */
export const account = '111111111111'
export const region = 'eu-central-1'
export const credentials = { accessKeyId: account, secretAccessKey: 'test' }

export interface EmulatorOptions {
  /** Folder for its files and its log; the caller removes it. */
  readonly folder: string
  readonly port: number
  /** What the functions find in their environment beside what the stacks give them. */
  readonly functions: Readonly<Record<string, string>>
}

export interface Emulator {
  /** Where every service is but Athena. */
  readonly url: string
  readonly log: string
  stop(): Promise<void>
}

/** Nothing of the caller's environment, so that no credentials of a real account get in. */
export const bareEnvironment = (folder: string): Record<string, string> => ({
  // Programs find this very Node first; the functions run on it too.
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: folder,
  TMPDIR: folder,
  LANG: 'C.UTF-8',
})

const isReady = (url: string) =>
  fetch(`${url}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  )

/** Starts the emulator on a port of 127.0.0.1, in a second. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { folder, port, functions } = options
  const log = join(folder, 'emulator.log')
  const output = openSync(log, 'w')
  const child = spawn(installEmulator(), [], {
    cwd: folder,
    env: {
      ...bareEnvironment(folder),
      ...functions,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: account,
      MINISTACK_REGION: region,
      // Each running function is a process of its own.
      LAMBDA_ACCOUNT_CONCURRENCY: '10',
    },
    stdio: ['ignore', output, output],
  })
  const url = `http://127.0.0.1:${port}`
  const stop = () => endProcess(child, 'SIGTERM')
  const started = async () => {
    if (child.exitCode !== null) throw new Error(readFileSync(log, 'utf8').slice(-4000))
    return isReady(url)
  }
  await until('emulator', started, 30).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url, log, stop }
}
