import { expect, test } from 'vitest'
import { conversion } from '#core/reports/conversion/report.ts'
import { column, counted, input, nothing, outcome, rates, tableOf } from './conversion-fixture.ts'

const breakdown = [
  counted({ dimension: 'all', value: 'all', reached: [7, 5, 3, 1] }),
  counted({ dimension: 'channel', value: 'ads', reached: [6, 5, 3, 1] }),
  counted({ dimension: 'channel', value: '(none)', reached: [1] }),
]

test('values keep those that are not known, with their step rates', () => {
  const body = conversion.body(input, { ...nothing, breakdown })
  expect(column(body, 'by_channel', 'channel')).toEqual(['ads', '(none)'])
  expect(column(body, 'by_region', 'region')).toEqual([])
  expect(rates(body, 'by_channel', 'conversion')).toEqual([0.5, 0])
  expect(rates(body, 'steps_by_channel', 'step_2')).toEqual([0.8333333333, 0])
  expect(rates(body, 'steps_by_channel', 'step_3')).toEqual([0.6, null])
})

test('another attribution is named and has its own values', () => {
  const attributed_channel = [{ value: 'mail', ...outcome(2, 1) }]
  const later = conversion.body(
    { ...input, dimensions: ['channel'], attribution: { at: 'step', step: 2 } },
    { ...nothing, breakdown, attributed_channel },
  )
  expect(tableOf(later, 'by_channel').title).toBe('By channel, at the first visit to Demo')
  expect(column(later, 'by_channel', 'channel')).toEqual(['mail'])
  expect(() => tableOf(later, 'steps_by_channel')).toThrow(/no table/)
})
