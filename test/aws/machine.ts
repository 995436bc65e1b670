import { execFileSync } from 'node:child_process'
import { missingTool as missingForTrino } from '#test/trino/machine.ts'

const runs = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What this machine lacks to run the stacks on an emulator, or undefined. */
export function missingTool(): string | undefined {
  if (!runs('python3', '-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)')) {
    return 'no Python 3.10 or newer with venv and pip (python3) found in PATH'
  }
  if (!runs('openssl', 'version')) return 'no openssl found in PATH'
  return missingForTrino()
}
