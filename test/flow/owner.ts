import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const script = (path: string) => new URL(`../../infra/local/${path}.ts`, import.meta.url).pathname
const startPatienceMs = 45_000

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
  for (;;) {
    const found = lines.find((line) => pattern.test(line))
    if (found !== undefined) return found
    if (child.exitCode !== null)
      throw new Error(`ended with ${child.exitCode}: ${lines.join('\n')}`)
    if (child.stdout)
      await Promise.race([once(child.stdout, 'data', { signal }), once(child, 'exit')])
  }
}

/** Starts the process on any free port and waits until it prints a line that fits. */
export async function spawnOwner(dataDir: string, args: readonly string[], pattern: RegExp) {
  const argv = [script('start'), '--data', dataDir, '--port', '0', ...args]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const lines = watch(child)
  atEnd(async () => {
    child.kill('SIGKILL')
    await exited
  })
  const line = await lineWith(child, lines, pattern)
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return exited
  }
  return { line, lines, stop, exited }
}

/** Starts an owner and waits until it serves; by default one without the sample business. */
export async function startOwner(
  dataDir: string,
  args: readonly string[] = ['--empty'],
): Promise<Owner> {
  const { line, lines, stop } = await spawnOwner(dataDir, args, /^Ready: /)
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
