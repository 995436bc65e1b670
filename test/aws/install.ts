import { execFileSync, type StdioOptions } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '#test/trino/install.ts'

/** An emulator of AWS services that runs functions on the Node of the machine. */
const emulator = 'ministack==1.5.33'

/** Installs the emulator by pip once per machine (90 MB) and returns its executable. */
export function installEmulator(): string {
  const home = join(cacheFolder(), emulator.replace('==', '-'))
  const [executable, whole] = [join(home, 'bin/ministack'), join(home, '.whole')]
  if (existsSync(whole)) return executable
  console.log(`installing ${emulator} into ${home} (90 MB, once)`)
  // Its scripts name their own folder, so it cannot be made elsewhere and moved.
  rmSync(home, { recursive: true, force: true })
  mkdirSync(cacheFolder(), { recursive: true })
  const stdio: StdioOptions = ['ignore', 'ignore', 'inherit']
  execFileSync('python3', ['-m', 'venv', home], { stdio })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', emulator]
  execFileSync(join(home, 'bin/python'), pip, { stdio })
  writeFileSync(whole, '')
  return executable
}
