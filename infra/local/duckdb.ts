import { readFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { BusyError } from '#core/errors.ts'

export interface DatabaseOptions {
  /** The only folder whose files SQL may read or write; default none. */
  readonly root?: string
  /** Default: one per core. */
  readonly threads?: number
  /** Default: half of the machine's memory, at most 8 GB; beyond it DuckDB spills to `<path>.tmp`. */
  readonly memoryMb?: number
}

const inMemory = ':memory:'

const prelude = readFileSync(new URL('./prelude.sql', import.meta.url), 'utf8')

function defaultMemoryMb(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || totalmem())
  return Math.min(8192, Math.floor(bytes / 2 ** 21))
}

function settings(path: string, options: DatabaseOptions): Record<string, string> {
  return {
    threads: String(options.threads ?? availableParallelism()),
    memory_limit: `${options.memoryMb ?? defaultMemoryMb()}MiB`,
    temp_directory: path === inMemory ? '' : `${path}.tmp`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** From here on no statement reaches a file outside the folder or changes a setting. */
function lockdown(root: string | undefined): string {
  const folders = root === undefined ? '' : quoted(resolve(root))
  return `
    set global allowed_directories = [${folders}];
    set global enable_external_access = false;
    set global lock_configuration = true;
  `
}

/**
 * Opened directly, the file \`lake.duckdb\` would be a catalog that hides the schema \`lake\`. The
 * newest format is the fastest to write; older versions of DuckDB cannot read it.
 */
async function attach(
  connection: DuckDBConnection,
  path: string,
  name = 'warehouse',
): Promise<void> {
  try {
    await connection.run(`attach ${quoted(path)} as ${name} (storage_version 'latest')`)
  } catch (error) {
    if (!/lock on file/i.test(String(error))) throw error
    throw new BusyError(`${path} is in use by another process`, { cause: error })
  }
}

async function prepare(
  instance: DuckDBInstance,
  path: string,
  options: DatabaseOptions,
): Promise<void> {
  const connection = await instance.connect()
  await attach(connection, path)
  // What a killed process had spilled; holding the file means that nobody uses it.
  if (path !== inMemory) await rm(`${path}.tmp`, { recursive: true, force: true })
  await connection.run(`use warehouse; ${prelude} ${lockdown(options.root)}`)
  connection.closeSync()
}

export interface Database {
  connect(): Promise<DuckDBConnection>
  close(): void
}

/**
 * Opens a DuckDB file (or \`:memory:\`), creating it when absent, with the names of the common dialect
 * and closed towards the rest of the machine. Throws BusyError when another process has the file.
 */
export async function openDatabase(path: string, options: DatabaseOptions): Promise<Database> {
  const instance = await DuckDBInstance.create(inMemory, settings(path, options))
  try {
    await prepare(instance, path, options)
  } catch (error) {
    instance.closeSync()
    throw error
  }
  return {
    async connect() {
      const connection = await instance.connect()
      await connection.run('use warehouse')
      return connection
    },
    close: () => instance.closeSync(),
  }
}

/**
 * Copies everything into a new file that takes the place of the old one, because DuckDB leaves the
 * bytes of what was deleted in its file until it needs the space. Nobody may have the file open.
 */
export async function rewriteDatabase(path: string, options: DatabaseOptions): Promise<void> {
  const draft = `${path}.draft`
  await rm(draft, { force: true })
  const instance = await DuckDBInstance.create(inMemory, settings(path, options))
  try {
    const connection = await instance.connect()
    await attach(connection, path)
    await attach(connection, draft, 'fresh')
    await connection.run('use warehouse')
    await connection.run('copy from database warehouse to fresh')
    await connection.run('use memory')
    // Detached, a file needs no log beside it.
    await connection.run('checkpoint fresh; detach fresh; checkpoint warehouse; detach warehouse')
  } finally {
    instance.closeSync()
  }
  await rm(`${path}.wal`, { force: true })
  await rename(draft, path)
}
