import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installTrino } from './install.ts'
import { endProcess, freePort } from './process.ts'
import { localFiles, type Properties, writeProperties } from './properties.ts'

export interface Trino {
  readonly url: string
  /** Folder that Trino knows as `local:///`. */
  readonly warehouse: string
  stop(): Promise<void>
}

const startMs = 90_000

const jvm = [
  '-Xmx2G',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:ReservedCodeCacheSize=256M',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djdk.attach.allowAttachSelf=true',
  '-XX:+EnableDynamicAgentLoading',
  '-Dfile.encoding=UTF-8',
  '-Duser.timezone=UTC',
  '--add-modules=jdk.incubator.vector',
  '--enable-native-access=ALL-UNNAMED',
  '--sun-misc-unsafe-memory-access=allow',
]

const node = [
  '-Dnode.environment=test',
  '-Dnode.id=test',
  '-Dnode.bind-ip=127.0.0.1',
  '-Dnode.internal-address=127.0.0.1',
]

async function isReady(url: string): Promise<boolean> {
  const info = await fetch(`${url}/v1/info`).catch(() => undefined)
  return info?.ok === true && ((await info.json()) as { starting: boolean }).starting === false
}

async function untilReady(url: string, child: ChildProcess, log: string) {
  const end = Date.now() + startMs
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill()
      throw new Error(`Trino did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`)
    }
    await delay(150)
  }
}

async function stop(child: ChildProcess, root: string) {
  await endProcess(child, 'SIGKILL')
  rmSync(root, { recursive: true, force: true })
}

/**
 * Starts Trino on a free port of 127.0.0.1, in 8 to 16 seconds; without `files` over an empty
 * warehouse in a folder.
 */
export async function startTrino(java: string, files?: Properties): Promise<Trino> {
  const home = installTrino(java)
  const root = mkdtempSync(join(tmpdir(), 'trino-'))
  const [warehouse, data] = [join(root, 'warehouse'), join(root, 'data')]
  for (const folder of [warehouse, data]) mkdirSync(folder)
  const port = await freePort()
  const settings = writeProperties(join(root, 'etc'), files ?? localFiles(warehouse), port)
  const folders = [`-Dnode.data-dir=${data}`, `-Dplugin.dir=${home}/plugin`]
  const args = [...jvm, '-cp', `${home}/lib/*`, ...node, ...folders, ...settings]
  const log = join(root, 'server.log')
  const output = openSync(log, 'w')
  const child = spawn(join(java, 'bin/java'), [...args, 'io.trino.server.TrinoServer'], {
    cwd: data,
    stdio: ['ignore', output, output],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, child, log)
  return { url, warehouse, stop: () => stop(child, root) }
}
