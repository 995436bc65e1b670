import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Properties = Readonly<Record<string, string | number | boolean>>

function write(folder: string, file: string, properties: Properties): string {
  const path = join(folder, file)
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(path, lines.join(''))
  return path
}

/** Tables and metastore below a folder. */
export const localFiles = (warehouse: string): Properties => ({
  'hive.metastore.catalog.dir': 'local:///metastore',
  'fs.native-local.enabled': true,
  'local.location': warehouse,
})

/** Named as on Athena, where one catalog holds both kinds of table; each passes the other's on. */
const iceberg: Properties = {
  'connector.name': 'iceberg',
  'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
  'hive.metastore.disable-location-checks': true,
  'iceberg.hive-catalog-name': 'hive',
  'iceberg.unique-table-location': false,
}

const hive: Properties = {
  'connector.name': 'hive',
  'hive.metastore': 'file',
  'hive.metastore.disable-location-checks': true,
  'hive.iceberg-catalog-name': 'awsdatacatalog',
  'hive.non-managed-table-writes-enabled': true,
  'hive.partition-projection-enabled': true,
  'hive.ignore-absent-partitions': true,
  'hive.parquet.use-column-names': true,
  'hive.parquet.time-zone': 'UTC',
  'hive.timestamp-precision': 'MILLISECONDS',
}

const server = (port: number): Properties => ({
  coordinator: true,
  'node-scheduler.include-coordinator': true,
  'http-server.http.port': port,
  'discovery.uri': `http://127.0.0.1:${port}`,
  'query.max-memory': '1GB',
  'query.max-memory-per-node': '700MB',
  'memory.heap-headroom-per-node': '300MB',
  'query.max-history': 50,
  'query.min-expire-age': '30s',
  'task.concurrency': 2,
  'task.max-worker-threads': 4,
})

const logLevels: Properties = { 'io.trino': 'WARN', 'io.airlift': 'WARN', Bootstrap: 'WARN' }

/**
 * Writes the configuration below `folder` and returns the server's system properties. Both catalogs
 * keep their tables in one metastore; `files` says where.
 */
export function writeProperties(folder: string, files: Properties, port: number): string[] {
  const catalogs = join(folder, 'catalog')
  mkdirSync(catalogs, { recursive: true })
  write(catalogs, 'awsdatacatalog.properties', { ...iceberg, ...files })
  write(catalogs, 'hive.properties', { ...hive, ...files })
  return [
    `-Dcatalog.config-dir=${catalogs}`,
    `-Dconfig=${write(folder, 'config.properties', server(port))}`,
    `-Dlog.levels-file=${write(folder, 'log.properties', logLevels)}`,
  ]
}
