import { DatabaseSync } from 'node:sqlite'

/** What was last sent of a record. */
export interface Known {
  readonly eventId: string
  /** Hex digits, or nothing. */
  readonly hash: string
  /** The import of one file that saw the record last. */
  readonly run: string
  /** When the file was exported that gave this state, an instant. */
  readonly exportedAt: string
}

export interface SnapshotStore {
  get(key: string): Known | undefined
  put(key: string, known: Known): void
  /** Makes what was put last through a crash. */
  commit(): void
  close(): void
}

/** Kept small, and the cache large: the keys of an import touch the whole tree at random. */
const tables = `
  pragma journal_mode = wal;
  pragma cache_size = -65536;
  create table if not exists runs (
    id integer primary key, name text not null, exported_at text not null,
    unique (name, exported_at)
  ) strict;
  create table if not exists states (
    key text primary key, version text not null, hash blob not null, run integer not null
  ) strict, without rowid;
`

/** The number of each run, looked up once. */
function createRuns(database: DatabaseSync) {
  const add = database.prepare(
    `insert into runs (name, exported_at) values (?, ?)
     on conflict do update set name = excluded.name returning id`,
  )
  const ids = new Map<string, number>()
  return ({ run, exportedAt }: Known): number => {
    const key = `${run} ${exportedAt}`
    const id = ids.get(key) ?? Number(add.get(run, exportedAt)?.id)
    ids.set(key, id)
    return id
  }
}

function versionOf(key: string, { eventId }: Known): string {
  if (eventId.startsWith(key)) return eventId.slice(key.length)
  throw new Error(`an event of the record ${key} has the id ${eventId}`)
}

/**
 * Opens the records of a data folder in a file of their own; `:memory:` keeps them nowhere. The id
 * of an event begins with the key of its record.
 */
export function openSnapshotStore(file: string): SnapshotStore {
  const database = new DatabaseSync(file)
  database.exec(tables)
  const runOf = createRuns(database)
  const read = database.prepare(
    `select key || version as eventId, lower(hex(hash)) as hash, name as run, exported_at as exportedAt
     from states join runs on runs.id = states.run where key = ?`,
  )
  const write = database.prepare('insert or replace into states values (?, ?, ?, ?)')
  let open = false
  function commit(): void {
    if (open) database.exec('commit')
    open = false
  }
  return {
    get(key) {
      // The columns are those of the tables.
      return read.get(key) as Known | undefined
    },
    put(key, known) {
      if (!open) database.exec('begin')
      open = true
      write.run(key, versionOf(key, known), Buffer.from(known.hash, 'hex'), runOf(known))
    },
    commit,
    close() {
      commit()
      database.close()
    },
  }
}

/** The same records, but what is put goes into a file that is removed when it is closed. */
export function forgetful(store: SnapshotStore): SnapshotStore {
  // SQLite keeps a database without a name in a temporary file.
  const put = openSnapshotStore('')
  return { ...put, get: (key) => put.get(key) ?? store.get(key) }
}
