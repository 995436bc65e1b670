import { describe, expect, test } from 'vitest'
import { type Column, eventColumns } from '#core/columns.ts'
import {
  addColumn,
  createEventLog,
  createLanding,
  createModelView,
  createReference,
  createSchema,
  createTableAs,
  createView,
  dropTable,
  dropView,
} from '#core/ddl.ts'
import type { Dialect } from '#core/ports.ts'

const lines = (sql: string) => sql.split('\n')
const columnLines = (sql: string) => lines(sql).filter((line) => line.startsWith('    '))

describe('event log', () => {
  test.each<Dialect>(['duckdb', 'trino', 'athena'])(
    '%s has every event column in order',
    (dialect) => {
      const names = columnLines(createEventLog('lake', dialect, 's3://bucket')).map(
        (line) => /["`](\w+)["`]/.exec(line)?.[1],
      )
      expect(names).toEqual(eventColumns.map((column) => column.name))
    },
  )

  test('Athena: Iceberg by month, described', () => {
    const sql = lines(createEventLog('acme', 'athena', 's3://acme-lake'))
    expect(sql[0]).toBe('create table if not exists `acme`.`event_log` (')
    expect(sql).toContain(
      "    `date_only` boolean comment 'occurred_at is a calendar day, not a moment',",
    )
    expect(sql).toContain("    `amount` decimal(18,4) comment 'Money, in currency',")
    expect(sql.slice(-4)).toEqual([
      ')',
      'partitioned by (month(occurred_at))',
      "location 's3://acme-lake/event_log/'",
      "tblproperties ('table_type' = 'ICEBERG', 'format' = 'parquet')",
    ])
  })

  test('Trino: Iceberg by month, microseconds', () => {
    const sql = lines(createEventLog('acme', 'trino', 'local:///lake'))
    expect(sql[0]).toBe('create table if not exists "acme"."event_log" (')
    expect(sql).toContain(
      '    "received_at" timestamp(6) comment \'When the event was first accepted, UTC\',',
    )
    expect(sql.at(-1)).toBe(
      "with (format = 'PARQUET', location = 'local:///lake/event_log/', partitioning = array['month(occurred_at)'])",
    )
  })

  test('Athena takes descriptions of at most 255 characters', () => {
    for (const { name, doc } of eventColumns) expect(doc.length, name).toBeLessThanOrEqual(255)
  })
})

describe('landing', () => {
  test('Athena: hours are projected, so no partition is ever registered', () => {
    const sql = lines(createLanding('acme', 'athena', 's3://acme-lake'))
    expect(sql[0]).toBe('create external table if not exists `acme`.`landing` (')
    expect(sql.slice(-5)).toEqual([
      ')',
      'partitioned by (`at` string)',
      'stored as parquet',
      "location 's3://acme-lake/landing/'",
      "tblproperties ('projection.enabled' = 'true', 'projection.at.type' = 'date', " +
        "'projection.at.format' = 'yyyy-MM-dd-HH', 'projection.at.interval' = '1', " +
        "'projection.at.interval.unit' = 'HOURS', 'projection.at.range' = '2020-01-01-00,NOW+1DAYS')",
    ])
  })

  test('Trino: a table of the Hive catalog, milliseconds', () => {
    const sql = createLanding('acme', 'trino', 'local:///lake')
    expect(lines(sql)[0]).toBe('create table if not exists hive."acme"."landing" (')
    expect(sql).toContain('"occurred_at" timestamp(3)')
    expect(sql).toContain(
      "external_location = 'local:///lake/landing/', partitioned_by = array['at']",
    )
  })
})

const columns: Column[] = [
  { name: 'label', type: 'string', doc: "A period's label" },
  { name: 'starts_at', type: 'timestamp', doc: 'First moment' },
]

test('a quote in a description stays inside its literal', () => {
  expect(createReference('calendar', columns, 'lake', 'trino', 'local:///lake')).toContain(
    `"label" varchar comment 'A period''s label'`,
  )
  expect(createReference('calendar', columns, 'lake', 'athena', 's3://bucket')).toBe(
    'create external table if not exists `lake`.`calendar` (\n' +
      "    `label` string comment 'A period\\'s label',\n" +
      "    `starts_at` timestamp comment 'First moment'\n" +
      ")\nstored as parquet\nlocation 's3://bucket/reference/calendar/'",
  )
})

test('identifiers cannot leave their quotes', () => {
  expect(createSchema('a"b', 'trino')).toBe('create schema if not exists "a""b"')
  expect(createSchema('a`b', 'athena')).toBe('create schema if not exists `a``b`')
})

const journeys = { schema: 'acme_a', table: 'journeys' }

test('a table is made from a query', () => {
  const table = { ...journeys, root: 's3://acme-lake', partition: 'year(reached_on)' }
  expect(createTableAs('athena', table, 'select 1 as x')).toBe(
    'create table "acme_a"."journeys"\n' +
      "with (table_type = 'ICEBERG', is_external = false, format = 'PARQUET', " +
      "location = 's3://acme-lake/acme_a/journeys/', partitioning = array['year(reached_on)'])\n" +
      'as\nselect 1 as x',
  )
  expect(createTableAs('duckdb', table, 'select 1 as x')).toBe(
    'create table "acme_a"."journeys"\nas\nselect 1 as x',
  )
})

test('an unpartitioned table has no partitioning', () => {
  const sql = createTableAs('trino', { ...journeys, root: 'local:///lake' }, 'select 1 as x')
  expect(lines(sql)[1]).toBe(
    "with (format = 'PARQUET', location = 'local:///lake/acme_a/journeys/')",
  )
})

test('columns are added, views replaced and tables dropped in the words of each engine', () => {
  const [column] = columns
  if (!column) throw new Error('no column')
  expect(addColumn(journeys, column, 'athena')).toBe(
    "alter table `acme_a`.`journeys` add columns (`label` string comment 'A period\\'s label')",
  )
  expect(addColumn(journeys, column, 'duckdb')).toBe(
    'alter table "acme_a"."journeys" add column if not exists "label" varchar',
  )
  expect(createView('acme', 'journeys', ['subject', 'attempt'], journeys)).toBe(
    'create or replace view "acme"."journeys" as\nselect "subject", "attempt"\nfrom "acme_a"."journeys"',
  )
  expect(createModelView(journeys, 'select 1 as n')).toBe(
    'create or replace view "acme_a"."journeys" as\nselect 1 as n',
  )
  expect(dropView(journeys)).toBe('drop view if exists "acme_a"."journeys"')
  expect(dropTable(journeys, 'athena')).toBe('drop table if exists `acme_a`.`journeys`')
})
