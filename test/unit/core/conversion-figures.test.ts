import { describe, expect, test } from 'vitest'
import { conversion } from '#core/reports/conversion/report.ts'
import { counted, input, nothing } from './conversion-fixture.ts'

const rows = {
  ...nothing,
  breakdown: [counted({ dimension: 'all', value: 'all', reached: [7, 5, 3, 1] })],
}

test('the key figure is the one of the page, from one query', () => {
  expect(Object.keys(conversion.keyFigures?.queries(input) ?? {})).toEqual(['breakdown'])
  const [figure] = conversion.keyFigures?.figures(input, { breakdown: rows.breakdown }) ?? []
  expect(figure).toEqual(conversion.body(input, rows).figures[0])
  expect(figure).toMatchObject({ id: 'conversion', n: 7 })
})

describe('tries that are limited', () => {
  const chained = { ...input, funnel: { ...input.funnel, entries: 'reentry' as const } }

  test('are asked for where a try waits for the one before', () => {
    expect(conversion.queries(input)).not.toHaveProperty('mostTries')
    expect(conversion.queries(chained).mostTries).toMatchObject({
      query: 'conversion_most_tries',
      parameters: { most: { value: 64 } },
    })
  })

  test('are noted with the subjects', () => {
    const mostTries = [{ subject_id: 'l1', tries: 64 }]
    const { notes } = conversion.body(chained, { ...rows, mostTries })
    const note = notes.find(({ code }) => code === 'most_tries')
    expect(note).toMatchObject({ count: 1, examples: ['l1'] })
  })
})
