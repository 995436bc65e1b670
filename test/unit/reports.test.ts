import { describe, expect, test } from 'vitest'
import { parameterNames } from '#core/literal.ts'
import { reportIds, reportNamed } from '#core/reports/all.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { contextOf } from '#handlers/report-context.ts'
import { settings as shipped } from '#infra/settings.ts'
import { noReference } from '#test/no-reference.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const settings = parseSettings(shipped)
const live = { schema: 'a', cut: '2026-04-10T06:00:00.000Z', builtAt: '', hashes: {} }

describe.each(reportIds)('the report %s', (report) => {
  const { definition, input } = contextOf({ report }, live, catalog, settings, noReference)
  const queries = Object.values(definition.queries(input))

  test('asks only for queries that there are', () => {
    expect(queries.filter(({ query }) => !catalog.reports.has(query))).toEqual([])
  })

  test('gives each of its queries every parameter that it names, and no other', () => {
    for (const { query, parameters } of queries) {
      const named = parameterNames(catalog.reports.get(query)?.sql ?? '')
      expect(Object.keys(parameters).sort(), query).toEqual(named.sort())
    }
  })
})

test('an unknown report is named with those there are', () => {
  expect(() => reportNamed('nope')).toThrow(/unknown report "nope": there are .*conversion/)
})
