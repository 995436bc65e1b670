import type { AthenaClient } from '@aws-sdk/client-athena'
import { describe, expect, test } from 'vitest'
import type { Cell } from '#core/ports.ts'
import { fetchResults, returnsRows } from '#functions/aws/query-results.ts'
import { fakeClient } from './fake-client.ts'

const direct = <T>(call: () => Promise<T>) => call()
const row = (...texts: (string | undefined)[]) => ({
  Data: texts.map((text) => (text === undefined ? {} : { VarCharValue: text })),
})

const page = (columns: Record<string, string>, rows: unknown[], NextToken?: string) => ({
  ResultSet: {
    Rows: rows,
    ResultSetMetadata: {
      ColumnInfo: Object.entries(columns).map(([Name, Type]) => ({ Name, Type })),
    },
  },
  ...(NextToken && { NextToken }),
})

async function cellOf(type: string, text: string | undefined): Promise<Cell | undefined> {
  const { client } = fakeClient<AthenaClient>(() => page({ c: type }, [row('c'), row(text)]))
  return (await fetchResults(client, direct, 'q', 'select c')).rows[0]?.c
}

describe('paging', () => {
  test('the header is the first row of the first page only', async () => {
    const columns = { n: 'bigint', s: 'varchar' }
    const pages = [
      page(columns, [row('n', 's'), row('1', 'a')], 't1'),
      page(columns, [], 't2'),
      page(columns, [row('2', 'b'), row('3', 's')]),
    ]
    const { client, calls } = fakeClient<AthenaClient>((_, index) => pages[index])
    const result = await fetchResults(client, direct, 'q', 'select n, s from t')
    expect(result.columns).toEqual([
      { name: 'n', type: 'bigint' },
      { name: 's', type: 'varchar' },
    ])
    expect(result.rows).toEqual([
      { n: 1, s: 'a' },
      { n: 2, s: 'b' },
      { n: 3, s: 's' },
    ])
    expect(calls.map(({ input }) => input.NextToken)).toEqual([undefined, 't1', 't2'])
  })

  test('a row that looks like the header is data', async () => {
    const { client } = fakeClient<AthenaClient>(() => page({ n: 'varchar' }, [row('n'), row('n')]))
    expect((await fetchResults(client, direct, 'q', 'select n')).rows).toEqual([{ n: 'n' }])
  })

  test('SHOW has no header', async () => {
    const { client } = fakeClient<AthenaClient>(() =>
      page({ tab_name: 'string' }, [row('events'), row('marts')]),
    )
    const { rows } = await fetchResults(client, direct, 'q', 'show tables')
    expect(rows).toEqual([{ tab_name: 'events' }, { tab_name: 'marts' }])
  })

  test('a SELECT without rows keeps its columns', async () => {
    const { client } = fakeClient<AthenaClient>(() => page({ n: 'bigint' }, [row('n')]))
    expect(await fetchResults(client, direct, 'q', 'select n')).toEqual({
      columns: [{ name: 'n', type: 'bigint' }],
      rows: [],
    })
  })
})

describe('cells', () => {
  test.each<[string, string | undefined, Cell]>([
    ['bigint', '9007199254740991', 9007199254740991],
    ['bigint', '9007199254740993', '9007199254740993'],
    ['integer', '-7', -7],
    ['tinyint', '0', 0],
    ['double', '0.105', 0.105],
    ['double', '1.0E-4', 0.0001],
    ['double', 'Infinity', Number.POSITIVE_INFINITY],
    ['double', 'NaN', Number.NaN],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['decimal', '12.3400', '12.3400'],
    ['date', '2026-03-01', '2026-03-01'],
    ['timestamp', '2026-03-01 06:00:00.123', '2026-03-01 06:00:00.123'],
    ['timestamp', '2026-03-01 06:00:00.123000', '2026-03-01 06:00:00.123'],
    ['timestamp', '2026-03-01 06:00:00', '2026-03-01 06:00:00.000'],
    ['timestamp with time zone', '2026-03-01 06:00:00.5 UTC', '2026-03-01 06:00:00.500'],
    ['varchar', '', ''],
    ['varchar', 'null', 'null'],
    ['varchar', undefined, null],
    ['bigint', undefined, null],
  ])('%s %j is %j', async (type, text, cell) => {
    expect(await cellOf(type, text)).toEqual(cell)
  })

  test('an integer that is none is an error', async () => {
    await expect(cellOf('bigint', '1.5')).rejects.toThrow('column c: 1.5 is not an integer')
  })

  test('a time of another zone is an error, never taken for UTC', async () => {
    await expect(
      cellOf('timestamp with time zone', '2026-03-01 06:00:00.000 Europe/Berlin'),
    ).rejects.toThrow('is not a time in UTC')
  })
})

describe('returnsRows', () => {
  test.each([
    ['select 1', true],
    ['  WITH a as (select 1 as n) select n from a', true],
    ['-- one row a deal\n-- and why\nwith a as (select 1 as n) select n from a', true],
    ['/* why */ (select 1)', true],
    ['values (1)', true],
    ['show tables', true],
    ['insert into t select 1', false],
    ['create or replace view v as select 1', false],
    ['-- select\nmerge into t using s on true', false],
    ['', false],
  ])('%j: %j', (sql, expected) => {
    expect(returnsRows(sql)).toBe(expected)
  })
})
