import { addColumns, createTable } from './hive-ddl.ts'

/** DML answers rows with a header, UTILITY without one, DDL none. */
export type StatementKind = 'DML' | 'DDL' | 'UTILITY'

export interface Translated {
  readonly kind: StatementKind
  /** In Trino's words, to be run one after the other; the last one's answer counts. */
  readonly statements: readonly string[]
  /** Properties of Trino's session that the statements need. */
  readonly session?: string
  /** The query whose columns must be of types that Iceberg takes. */
  readonly stored?: string
}

/** What Athena would refuse, in Athena's words where they are known. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** Characters of one statement, by the service quotas of Athena. */
const longest = 262_144

const leadingComments = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/
const literals = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g
const createAs =
  /^(create table "[^"]+"\."[^"]+")\s+with \((table_type = 'ICEBERG'[^\n]*)\)\s+as\s+([\s\S]+)$/i

/** What `createTableAs` needs of an Iceberg table, in Trino's words. */
function translateCreateAs(sql: string): Translated {
  const [, create, properties = '', query = ''] = createAs.exec(sql) ?? []
  if (create === undefined) throw new Refused('only a table of type ICEBERG is known here')
  if (!/\bis_external = false\b/.test(properties)) throw new Refused('is_external must be false')
  if (!/\blocation = 's3:\/\/[^']+\/'/.test(properties)) throw new Refused('location is missing')
  const kept = properties.replace(/table_type = 'ICEBERG', is_external = false, /, '')
  return {
    kind: 'DDL',
    statements: [`${create} with (${kept}) as ${query}`],
    stored: query,
  }
}

/** Seconds after which `VACUUM` drops a snapshot, by the name of the table; five days without. */
export type SnapshotAges = Map<string, number>

const optimize = /^optimize ([\w".]+) rewrite data using bin_pack(?: (where [\s\S]+))?$/i
const vacuum = /^vacuum ([\w".]+)$/i
const properties = /^alter table ([\w".]+) set tblproperties \(([^()]*)\)$/i
const fiveDays = 432_000
const minute = 60

function translateOptimize(sql: string): Translated | undefined {
  const [, table, where = ''] = optimize.exec(sql) ?? []
  if (table === undefined) return undefined
  return { kind: 'DDL', statements: [`alter table ${table} execute optimize ${where}`] }
}

function translateVacuum(sql: string, ages: SnapshotAges): Translated | undefined {
  const [, table] = vacuum.exec(sql) ?? []
  if (table === undefined) return undefined
  const verbs = ['expire_snapshots', 'remove_orphan_files']
  // A minute less than asked: what may go when it is a minute old goes at once here.
  const threshold = `retention_threshold => '${(ages.get(table) ?? fiveDays) - minute}s'`
  return {
    kind: 'DDL',
    statements: verbs.map((verb) => `alter table ${table} execute ${verb}(${threshold})`),
    // Trino keeps a week unless its session allows less.
    session: verbs.map((verb) => `awsdatacatalog.${verb}_min_retention=0s`).join(','),
  }
}

/** Trino has no place for them: the age is kept here, all others are passed over. */
function keepProperties(sql: string, ages: SnapshotAges): Translated | undefined {
  const [, table, given = ''] = properties.exec(sql) ?? []
  if (table === undefined) return undefined
  const age = /'vacuum_max_snapshot_age_seconds' = '(\d+)'/.exec(given)?.[1]
  if (age !== undefined) ages.set(table, Number(age))
  return { kind: 'DDL', statements: [`show create table ${table}`] }
}

const backticksToQuotes = (sql: string) => sql.replaceAll('`', '"')

/** Statements that Athena reads in the grammar of Hive: names in backticks, never in quotes. */
const hive: readonly (readonly [start: RegExp, translate: (sql: string) => readonly string[]])[] = [
  [/^create (?:external )?table\b/i, (sql) => [createTable(sql)]],
  [/^alter table\s+\S+\s+add columns\b/i, addColumns],
  [/^drop table\b/i, (sql) => [backticksToQuotes(sql)]],
  [/^(?:create|drop) (?:schema|database)\b/i, (sql) => [backticksToQuotes(sql)]],
]

const isCreateAs = (sql: string) => /^create table\b[^(]*\bwith \(/i.test(sql)

function translateHive(sql: string): Translated | undefined {
  const [, translate] = hive.find(([start]) => start.test(sql)) ?? []
  if (translate === undefined) return undefined
  if (sql.replaceAll(literals, '').includes('"')) {
    throw new Refused(`mismatched input '"': names stand in backticks here`)
  }
  try {
    return { kind: 'DDL', statements: translate(sql) }
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : String(error))
  }
}

const kindOf = (sql: string): StatementKind => {
  if (/^\(*\s*(?:select|with|values|table|merge|insert|update|delete)\b/i.test(sql)) return 'DML'
  return /^(?:show|describe|explain)\b/i.test(sql) ? 'UTILITY' : 'DDL'
}

/** An Athena statement in Trino's words; throws Refused for what Athena takes no notice of or refuses. */
export function translate(statement: string, ages: SnapshotAges): Translated {
  if (statement.length > longest) throw new Refused(`the statement is longer than ${longest}`)
  const sql = statement.replace(leadingComments, '').trim()
  const bare = sql.replaceAll(literals, '')
  if (bare.includes(';')) throw new Refused('Only one sql statement is allowed')
  const verb = translateOptimize(sql) ?? translateVacuum(sql, ages) ?? keepProperties(sql, ages)
  const ddl = isCreateAs(sql) ? translateCreateAs(sql) : translateHive(sql)
  const translated = verb ?? ddl
  if (translated !== undefined) return translated
  if (bare.includes('`')) throw new Refused('backquoted identifiers are not supported')
  return { kind: kindOf(sql), statements: [statement] }
}
