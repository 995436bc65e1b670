import { describe, expect, test } from 'vitest'
import { modelHeader } from '#core/documentation.ts'
import { referenceNames } from '#core/reference-tables.ts'
import { catalog, models, reports } from './sources.ts'
import { bareSql, ctesOf, outside, readsOf } from './sql-text.ts'

const written = [...catalog.models, ...reports]
const tables = new Set([
  ...models.map((model) => model.name),
  ...['event_log', 'landing', 'calendar', 'cut', 'settings'],
  ...referenceNames,
])
const lastLine = (sql: string) => sql.trimEnd().split('\n').at(-1) ?? ''

describe.each([...models, ...reports])('$name', ({ name, sql }) => {
  test('opens with what it is for and its grain', () => {
    expect(modelHeader(name, sql).purpose).toMatch(/^[A-Z].*\.$/)
  })

  test('has no CTE with the name of a table, but for the last, which nothing else reads', () => {
    const ctes = ctesOf(sql)
    const last = ctes.at(-1)
    const others = ctes.slice(0, -1).map((cte) => cte.name)
    expect(others.filter((cte) => tables.has(cte))).toEqual([])
    expect(ctes.flatMap((cte) => readsOf(cte.body))).not.toContain(last?.name)
  })

  test('reads every one of its CTEs', () => {
    const read = new Set(readsOf(bareSql(sql)))
    expect(
      ctesOf(sql)
        .map((cte) => cte.name)
        .filter((cte) => !read.has(cte)),
    ).toEqual([])
  })
})

test.each(models)('$name ends by selecting its last CTE', ({ sql }) => {
  expect(lastLine(sql)).toBe(`select * from ${ctesOf(sql).at(-1)?.name}`)
})

test.each(reports)('$name ends in an order, after selecting its last CTE', ({ sql }) => {
  expect(lastLine(sql)).toMatch(/^order by [a-z_0-9, ]+$/)
  expect(outside(bareSql(sql))).toContain(`select * from ${ctesOf(sql).at(-1)?.name}`)
})

test.each(reports.filter((report) => report.inputs.includes('journeys')))(
  '$name bounds the tries by the day on which their table is partitioned',
  ({ sql }) => {
    expect(sql).toContain('entered_on >= :starts_on')
    expect(sql).toContain('entered_on < :ends_on')
  },
)

test.each(written)('$name ends with one line break', ({ sql }) => {
  expect(sql).toMatch(/[^\s]\n$/)
})
