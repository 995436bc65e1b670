import { describe, expect, test } from 'vitest'
import {
  dayBefore,
  decimalText,
  formatCount,
  formatDate,
  formatInstant,
  formatMark,
  formatNumber,
  formatPeriod,
  formatRate,
  formatValue,
  unitLabel,
} from '#core/format.ts'

describe('rounding, half away from zero, on decimal digits', () => {
  test.each([
    [0.10525, '10.53%'],
    [0.1, '10.00%'],
    [1, '100.00%'],
    [0.0024938, '0.25%'],
    [-0.00005, '−0.01%'],
    [0, '0.00%'],
  ])('rate %d is %s', (value, text) => expect(formatRate(value)).toBe(text))

  test.each([
    [1.005, 2, '1.01'],
    [2.5, 0, '3'],
    [-2.5, 0, '−3'],
    ['1234567.8949', 2, '1,234,567.89'],
    [-0.004, 2, '0.00'],
  ])('%s with %d decimals is %s', (value, places, text) => {
    expect(formatNumber(value, places)).toBe(text)
  })
})

test('decimal text has no exponent and refuses what is no number', () => {
  expect(decimalText(1e-7)).toBe('0.0000001')
  expect(decimalText(1.5e21)).toBe('1500000000000000000000')
  expect(() => decimalText(Number.NaN)).toThrow('finite')
})

test('each unit has its form', () => {
  expect(formatValue(48.5, 'duration_days')).toBe('48.5')
  expect(formatValue(0.0552, 'rate', 'brief')).toBe('5.5%')
  expect(formatValue('1200.5', 'money')).toBe('1,200.50')
  expect(formatValue(3.249, 'multiple')).toBe('3.2x')
  expect(formatValue(-0.05, 'multiple')).toBe('−0.1x')
  expect(formatValue('quota met', 'multiple')).toBe('quota met')
  expect(formatValue(14.25, 'months')).toBe('14.3')
  expect(unitLabel('months')).toBe('months')
  expect(formatValue(1234.04, 'score')).toBe('1,234.0')
  expect(formatMark(3, 'multiple')).toBe('3x')
  expect(formatCount(8000)).toBe('8,000')
  expect(formatCount(0.33333)).toBe('0.33')
})

test('dates, instants and periods are said in words', () => {
  expect(formatDate('2026-02-01')).toBe('1 Feb 2026')
  expect(dayBefore('2026-03-01')).toBe('2026-02-28')
  expect(formatInstant('2026-03-28T23:30:00.000Z', 'Europe/Berlin')).toBe('29 Mar 2026, 00:30')
  expect(formatPeriod('2026-02')).toBe('February 2026')
  expect(formatPeriod('2026-Q1')).toBe('Q1 2026')
  expect(formatPeriod('FY2026-Q2')).toBe('Q2 FY2026')
  expect(formatPeriod('2026-W09')).toBe('Week 9 2026')
  expect(formatPeriod('2017-06..2018-05')).toBe('June 2017 to May 2018')
  expect(formatPeriod('all')).toBe('All time')
})
