import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})
afterAll(() => engine.close())

describe('macros over rows', () => {
  const rowsOf = async (sql: string) => (await engine.run(sql, 'rows')).rows

  test('each row has its own arguments', async () => {
    const sql = `
      select
        date_diff('day', a, b) as days,
        date_add('day', n, a) as later,
        greatest(a, b) as last,
        split_part(word, '-', n) as part
      from (values
        (timestamp '2026-01-01 12:00:00', timestamp '2026-01-03 11:59:59', 1, 'x-y'),
        (timestamp '2026-01-31 00:00:00', cast(null as timestamp), 2, 'x-y')
      ) as t(a, b, n, word)
      order by a`
    expect(await rowsOf(sql)).toEqual([
      { days: 1, later: '2026-01-02 12:00:00.000', last: '2026-01-03 11:59:59.000', part: 'x' },
      { days: null, later: '2026-02-02 00:00:00.000', last: null, part: 'y' },
    ])
  })

  test('a sequence can be joined, also where it is empty', async () => {
    const sql = `
      select n, x
      from (values (2), (0)) as u(n)
      left join unnest(case when n > 0 then sequence(1, n) end) as v(x) on true
      order by 1, 2`
    expect(await rowsOf(sql)).toEqual([
      { n: 0, x: null },
      { n: 2, x: 1 },
      { n: 2, x: 2 },
    ])
  })

  test('the last known value by max_by over a window', async () => {
    const sql = `
      select i, max_by(v, case when v is not null then i end)
        over (order by i rows between unbounded preceding and 1 preceding) as known
      from (values (1, 10), (2, null), (3, null), (4, 5)) as a(i, v)
      order by i`
    expect((await rowsOf(sql)).map(({ known }) => known)).toEqual([null, 10, 10, 10])
  })

  test('an exact quantile by element_at', async () => {
    const sql = `
      select element_at(
        array_agg(x order by x) filter (where x is not null),
        cast(ceil(0.5e0 * count(x)) as bigint)
      ) as median
      from unnest(sequence(1, 101)) as u(x)`
    expect(await rowsOf(sql)).toEqual([{ median: 51 }])
  })

  test('a unit that does not exist is an error', async () => {
    const sql = `select date_add('fortnight', 1, timestamp '2026-01-01 00:00:00') as x`
    await expect(engine.run(sql, 'unit')).rejects.toThrow(/unknown unit fortnight/)
  })
})
