import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})
afterAll(() => engine.close())

type Expectation = readonly [expression: string, cell: unknown]

function describeMacros(title: string, expectations: readonly Expectation[]): void {
  describe(title, () => {
    test.each(expectations)('%s', async (expression, cell) => {
      const { rows } = await engine.run(`select ${expression} as x`, title)
      expect(rows).toEqual([{ x: cell }])
    })
  })
}

const at = (text: string) => `timestamp '${text}'`

describeMacros('date_diff counts complete units', [
  [`date_diff('second', ${at('2026-01-01 00:00:00.900')}, ${at('2026-01-01 00:00:02.100')})`, 1],
  [`date_diff('millisecond', ${at('2026-01-01 00:00:00')}, ${at('2026-01-01 00:00:01.25')})`, 1250],
  [`date_diff('day', ${at('2026-01-01 23:00:00')}, ${at('2026-01-02 01:00:00')})`, 0],
  [`date_diff('day', ${at('2026-01-01 23:00:00')}, ${at('2026-01-02 23:00:00')})`, 1],
  [`date_diff('hour', ${at('2026-01-02 01:00:00')}, ${at('2026-01-01 23:30:00')})`, -1],
  [`date_diff('week', date '2026-01-01', date '2026-01-14')`, 1],
  [`date_diff('month', date '2026-01-31', date '2026-02-28')`, 1],
  [`date_diff('month', date '2026-01-15', date '2026-02-14')`, 0],
  [`date_diff('year', date '2024-02-29', date '2025-02-28')`, 1],
  [`date_diff('day', date '2026-01-01', date '2026-03-01')`, 59],
  [`date_diff('day', cast(null as date), date '2026-03-01')`, null],
])

describeMacros('date_add', [
  [`date_add('day', 3, ${at('2026-01-01 00:00:00')})`, '2026-01-04 00:00:00.000'],
  [`date_add('second', -90, ${at('2026-01-01 00:00:00')})`, '2025-12-31 23:58:30.000'],
  [`date_add('millisecond', 250, ${at('2026-01-01 00:00:00.000')})`, '2026-01-01 00:00:00.250'],
  [`date_add('month', 1, ${at('2026-01-31 00:00:00')})`, '2026-02-28 00:00:00.000'],
  [`date_add('month', -1, ${at('2024-03-31 06:00:00')})`, '2024-02-29 06:00:00.000'],
  [`date_add('year', 1, ${at('2024-02-29 00:00:00')})`, '2025-02-28 00:00:00.000'],
  [`date_add('quarter', 1, ${at('2026-11-30 00:00:00')})`, '2027-02-28 00:00:00.000'],
  [`date_add('week', 2, ${at('2026-12-25 00:00:00')})`, '2027-01-08 00:00:00.000'],
  [
    `date_add('hour', 5000000000 / 1000000, ${at('2026-01-01 00:00:00')})`,
    '2026-07-28 08:00:00.000',
  ],
  [`cast(date_add('day', 3, date '2026-01-01') as date)`, '2026-01-04'],
  [`date_add('day', cast(null as bigint), ${at('2026-01-01 00:00:00')})`, null],
])

describeMacros('times', [
  [
    `cast(from_iso8601_timestamp('2026-01-01T01:02:03.456Z') as timestamp)`,
    '2026-01-01 01:02:03.456',
  ],
  [
    `cast(from_iso8601_timestamp('2026-01-01T01:02:03+02:00') as timestamp)`,
    '2025-12-31 23:02:03.000',
  ],
  [`cast(from_unixtime(1767225600.5) as timestamp)`, '2026-01-01 00:00:00.500'],
  [`to_unixtime(${at('2026-01-01 00:00:00.250')})`, 1767225600.25],
  [`day_of_week(date '2026-01-04')`, 7],
  [`day_of_week(date '2026-01-05')`, 1],
  [`cast('2026-07-01 12:00:00 UTC' as timestamp with time zone)`, '2026-07-01 12:00:00.000'],
])

describeMacros('numbers', [
  ['7 / 2', 3],
  ['-7 / 2', -3],
  ['greatest(1, 2)', 2],
  ['greatest(1, null)', null],
  ['greatest(3, 1, 2)', 3],
  ['greatest(3, null, 2)', null],
  ['greatest(3, 1, 4, 2)', 4],
  [
    `greatest(${at('2026-01-01 00:00:00')}, ${at('2026-01-02 00:00:00')})`,
    '2026-01-02 00:00:00.000',
  ],
  ['least(1, 2, 3)', 1],
  ['least(1, null, 2)', null],
  ['least(4, 2, 3, null)', null],
  [`least('b', 'a')`, 'a'],
  ['ln(1e0)', 0],
  ['ln(0e0)', Number.NEGATIVE_INFINITY],
  ['ln(-1e0)', Number.NaN],
  ['sqrt(9e0)', 3],
  ['sqrt(-1e0)', Number.NaN],
])

describeMacros('text', [
  [`regexp_like('abc123', '\\d+')`, true],
  [`regexp_like('abc', '^b')`, false],
  [`regexp_like('ABC', '(?i)b')`, true],
  [`regexp_extract('abc123', '\\d+')`, '123'],
  [`regexp_extract('abc', '\\d+')`, null],
  [`regexp_extract('abc', '\\d*')`, ''],
  [`regexp_extract('abc123', '([a-z]+)(\\d+)', 2)`, '123'],
  [`regexp_replace('a1b2', '\\d', 'x')`, 'axbx'],
  [`regexp_replace('a1b2', '\\d')`, 'ab'],
  [`regexp_replace('2026-03', '(\\d+)-(\\d+)', '$2/$1')`, '03/2026'],
  [`split_part('a-b-c', '-', 2)`, 'b'],
  [`split_part('a-b', '-', 5)`, null],
  [`split_part('a--c', '-', 2)`, ''],
  [
    `lower(to_hex(sha256(to_utf8('abc'))))`,
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  ],
  [`to_hex(to_utf8('é'))`, 'C3A9'],
])

describeMacros('arrays', [
  [`array_join(sequence(1, 4), ',')`, '1,2,3,4'],
  [`array_join(sequence(4, 4), ',')`, '4'],
  [`array_join(sequence(3, 1), ',')`, '3,2,1'],
  [`array_join(sequence(0, 10, 5), ',')`, '0,5,10'],
  [
    `array_join(sequence(${at('2026-01-31 00:00:00')}, ${at('2026-02-01 00:00:00')}, interval '12' hour), ',')`,
    '2026-01-31 00:00:00,2026-01-31 12:00:00,2026-02-01 00:00:00',
  ],
  [`array_join(array['a', null, 'b'], '-')`, 'a-b'],
  ['element_at(array[1, 2], 2)', 2],
  ['element_at(array[1, 2], 5)', null],
  ['element_at(array[1, 2], -1)', 2],
  ['cardinality(array[1, 2])', 2],
  ['cardinality(cast(null as integer[]))', null],
  ['contains(array[1, 2], 2)', true],
  ['contains(array[1, 2], 3)', false],
])

const json = `'{"a":{"b":"x"},"n":2,"t":true,"z":null,"arr":[1,2],"s":"1.50","a-b":"dash","d.e":"dot"}'`

describeMacros('json_extract_scalar', [
  [`json_extract_scalar(${json}, '$.a.b')`, 'x'],
  [`json_extract_scalar(${json}, '$.n')`, '2'],
  [`json_extract_scalar(${json}, '$.s')`, '1.50'],
  [`json_extract_scalar(${json}, '$.t')`, 'true'],
  [`json_extract_scalar(${json}, '$.z')`, null],
  [`json_extract_scalar(${json}, '$.a')`, null],
  [`json_extract_scalar(${json}, '$.arr')`, null],
  [`json_extract_scalar(${json}, '$.arr[1]')`, '2'],
  [`json_extract_scalar(${json}, '$.missing')`, null],
  [`json_extract_scalar(${json}, '$["a-b"]')`, 'dash'],
  [`json_extract_scalar(${json}, '$["d.e"]')`, 'dot'],
  [`json_extract_scalar(${json}, '$["a"].b')`, 'x'],
  [`json_extract_scalar('not json', '$.n')`, null],
  [`json_extract_scalar(cast(null as varchar), '$.n')`, null],
])
