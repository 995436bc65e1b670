import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished, vi } from 'vitest'

const script = (path: string) => new URL(`../../infra/local/${path}.ts`, import.meta.url).pathname
const startPatienceMs = 150_000

// Real processes on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** Takes what is to be done at the end of a test, or of a file's tests. */
export type AtEnd = (task: () => Promise<void>) => void

/** A folder that is gone at the end. */
export async function tempFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'funnel-flow-'))
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A running `npm start`. */
export interface Owner {
  readonly url: string
  /** Everything printed so far. */
  readonly lines: readonly string[]
  /** Sends the signal and answers the exit code, null after SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

function watch(child: ChildProcess): string[] {
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', (line) => lines.push(line))
  }
  return lines
}

/** Waits for a line of the output that fits; throws with the whole output when the process ends first. */
async function lineWith(
  child: ChildProcess,
  lines: readonly string[],
  pattern: RegExp,
): Promise<string> {
  const signal = AbortSignal.timeout(startPatienceMs)
  const exit = once(child, 'exit')
  for (;;) {
    const found = lines.find((line) => pattern.test(line))
    if (found !== undefined) return found
    if (child.exitCode !== null)
      throw new Error(`ended with ${child.exitCode}: ${lines.join('\n')}`)
    if (child.stdout) await Promise.race([once(child.stdout, 'data', { signal }), exit])
  }
}

export interface Start {
  /** Beside the folder and a free port; by default no sample business. */
  readonly args?: readonly string[]
  readonly atEnd?: AtEnd
}

/** Starts the process and waits until it prints a line that fits. */
export async function spawnOwner(dataDir: string, pattern: RegExp, options: Start = {}) {
  const { args = ['--empty'], atEnd = onTestFinished } = options
  const argv = [script('start'), '--data', dataDir, '--port', '0', ...args]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const lines = watch(child)
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return exited
  }
  atEnd(async () => {
    await stop('SIGKILL')
  })
  const line = await lineWith(child, lines, pattern)
  return { line, lines, stop, exited }
}

/** Starts an owner and waits until it serves. */
export async function startOwner(dataDir: string, options: Start = {}): Promise<Owner> {
  const { line, lines, stop } = await spawnOwner(dataDir, /^Ready: /, options)
  return { url: line.slice('Ready: '.length), lines, stop }
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command of the project to its end. */
export async function runCommand(name: string, ...args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [script(name), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const read = async (stream: NodeJS.ReadableStream) => {
    let text = ''
    for await (const chunk of stream) text += chunk
    return text
  }
  const [stdout, stderr, [code]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, 'exit'),
  ])
  return { code: code as number | null, stdout, stderr }
}
