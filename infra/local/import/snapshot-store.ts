import { DatabaseSync } from 'node:sqlite'

/** What was last sent of a record. */
export interface Known {
  readonly eventId: string
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

const table = `
  pragma journal_mode = wal;
  create table if not exists records (
    key text primary key, event_id text not null, hash text not null, run text not null,
    exported_at text not null
  ) strict, without rowid;
`

/** Opens the records of a data folder in a file of their own; `:memory:` keeps them nowhere. */
export function openSnapshotStore(file: string): SnapshotStore {
  const database = new DatabaseSync(file)
  database.exec(table)
  const read = database.prepare(
    'select event_id as eventId, hash, run, exported_at as exportedAt from records where key = ?',
  )
  const write = database.prepare('insert or replace into records values (?, ?, ?, ?, ?)')
  let open = false
  function commit(): void {
    if (open) database.exec('commit')
    open = false
  }
  return {
    get(key) {
      // The columns are those of the table.
      return read.get(key) as Known | undefined
    },
    put(key, { eventId, hash, run, exportedAt }) {
      if (!open) database.exec('begin')
      open = true
      write.run(key, eventId, hash, run, exportedAt)
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
