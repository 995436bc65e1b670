import { existsSync, globSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const oldestJava = 24

function javaVersion(home: string): number {
  const release = join(home, 'release')
  if (!existsSync(release) || !existsSync(join(home, 'bin/java'))) return 0
  return Number(/JAVA_VERSION="(\d+)/.exec(readFileSync(release, 'utf8'))?.[1] ?? 0)
}

/** Home of a Java that runs Trino: from TRINO_JAVA_HOME, JAVA_HOME or the usual folders. */
export function findJava(): string | undefined {
  const named = [process.env.TRINO_JAVA_HOME, process.env.JAVA_HOME]
  const usual = globSync(['/usr/lib/jvm/*', '/Library/Java/JavaVirtualMachines/*/Contents/Home'])
  return [...named, ...usual]
    .filter((home) => home !== undefined)
    .find((home) => javaVersion(home) >= oldestJava)
}

function hasMaven(): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, 'mvn')))
}

/** What this machine lacks to run Trino, or undefined. */
export function missingTool(): string | undefined {
  if (!findJava()) return `no Java ${oldestJava} or newer found (set TRINO_JAVA_HOME)`
  if (!hasMaven()) return 'no Maven (mvn) found in PATH'
  return undefined
}
