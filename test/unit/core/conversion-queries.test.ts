import { describe, expect, test } from 'vitest'
import { parameterNames } from '#core/literal.ts'
import { reportIds, reportNamed } from '#core/reports/all.ts'
import { conversion } from '#core/reports/conversion/report.ts'
import type { ReportInput } from '#core/reports/definition.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { funnel, input } from './conversion-fixture.ts'

describe('the definition', () => {
  const catalog = loadCatalog(new URL('../../../queries/', import.meta.url))
  const inputs: Record<string, ReportInput> = {
    plain: input,
    'at the last step': { ...input, attribution: { at: 'last' } },
    'at a step': { ...input, attribution: { at: 'step', step: 2 } },
    'of every value': { ...input, attribution: { at: 'every' } },
    'without a period before': { ...input, previous: null, yearBefore: null },
    'against another period': {
      ...input,
      comparison: {
        with: 'period',
        span: { label: '2024', startsOn: '2024-01-01', endsOn: '2025-01-01' },
      },
    },
  }

  test.each(Object.entries(inputs))('%s gives each query exactly its parameters', (_, each) => {
    for (const { query, parameters } of Object.values(conversion.queries(each))) {
      const { sql = '' } = catalog.reports.get(query) ?? {}
      expect([query, Object.keys(parameters).sort()]).toEqual([query, parameterNames(sql).sort()])
    }
  })

  test('reads spans that cover every period it is held against', () => {
    const { breakdown } = conversion.queries(inputs['against another period'] ?? input)
    expect(breakdown?.parameters).toMatchObject({
      starts_on: { value: '2024-01-01' },
      ends_on: { value: '2026-04-01' },
      previous_younger_days: { value: 31 },
      year_before_younger_days: { value: 365 },
      compared_younger_days: { value: 455 },
    })
  })

  test('is found by its id, an unknown one is refused with those there are', () => {
    expect(reportNamed('conversion')).toBe(conversion)
    expect(() => reportNamed('profit')).toThrow(
      `unknown report "profit": there are ${reportIds.join(', ')}`,
    )
  })

  test.each([
    ['ordered', 'every', 'yes'],
    ['ordered', 'first', 'yes'],
    ['ordered', 'restart', 'no'],
    ['any', 'every', 'no'],
  ] as const)('of rule %s with entries %s counts subjects once: %s', (rule, entries, once) => {
    const queries = conversion.queries({ ...input, funnel: { ...funnel, rules: [rule], entries } })
    expect(queries.cohorts?.parameters.once).toEqual({ type: 'string', value: once })
    expect(queries.breakdown?.parameters.once).toEqual({ type: 'string', value: once })
  })
})
