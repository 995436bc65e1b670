import { execFileSync } from 'node:child_process'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The newest server on Maven Central. */
const version = '476'
const server = `trino-server-core-${version}`
const lake = `trino-iceberg-${version}`

/** Where what is downloaded for tests is kept for the next run. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  return join(base, 'funnel-metrics')
}

function download(artifact: string, folder: string) {
  const args = [
    '-q',
    '-B',
    'dependency:copy',
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${folder}`,
  ]
  execFileSync('mvn', args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder })
}

/** The Iceberg archive holds the Hive connector's jars too and lacks only its service entry. */
function addHiveConnector(plugin: string, work: string, jar: string) {
  const services = join(work, 'services/META-INF/services')
  mkdirSync(services, { recursive: true })
  writeFileSync(join(services, 'io.trino.spi.Plugin'), 'io.trino.plugin.hive.HivePlugin\n')
  const target = join(plugin, `trino-hive-${version}-services.jar`)
  execFileSync(jar, ['cf', target, '-C', join(work, 'services'), 'META-INF'])
}

function unpack(work: string, java: string): string {
  const jar = join(java, 'bin/jar')
  const home = join(work, server)
  execFileSync('tar', ['xzf', `${server}.tar.gz`], { cwd: work })
  execFileSync(jar, ['xf', `${lake}.zip`], { cwd: work })
  for (const unused of ['bin', 'plugin', 'secrets-plugin']) {
    rmSync(join(home, unused), { recursive: true, force: true })
  }
  const plugin = join(home, 'plugin/lake')
  mkdirSync(join(home, 'plugin'))
  renameSync(join(work, lake), plugin)
  addHiveConnector(plugin, work, jar)
  for (const unused of globSync(
    join(plugin, '{net.snowflake_snowflake-jdbc,org.rocksdb_rocksdbjni}-*'),
  )) {
    rmSync(unused)
  }
  return home
}

/** Downloads Trino by Maven once per machine (540 MB, 317 MB kept) and returns its folder. */
export function installTrino(java: string): string {
  const cache = cacheFolder()
  const home = join(cache, server)
  if (existsSync(home)) return home
  console.log(`installing Trino ${version} into ${cache} (540 MB, once)`)
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'install-'))
  try {
    download(`io.trino:trino-server-core:${version}:tar.gz`, work)
    download(`io.trino:trino-iceberg:${version}:zip`, work)
    const unpacked = unpack(work, java)
    // The folder appears whole or not at all; another run may have been first.
    if (!existsSync(home)) renameSync(unpacked, home)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return home
}
