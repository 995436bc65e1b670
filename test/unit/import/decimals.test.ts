import { describe, expect, test } from 'vitest'
import { type DecimalOptions, readDecimal } from '#local/import/decimals.ts'

describe('numbers as people write them', () => {
  test.each<[string, DecimalOptions, string]>([
    ['1,234.50', { decimals: 'point' }, '1234.50'],
    ['1.234,50', { decimals: 'comma' }, '1234.50'],
    ['12,34,567.8', { decimals: 'point' }, '1234567.8'],
    ["1'234.50 CHF", { decimals: 'point' }, '1234.50'],
    ['1 234,50 €', { decimals: 'comma' }, '1234.50'],
    ['R$ 1.000', { decimals: 'comma' }, '1000'],
    ['-$5.00', { decimals: 'point' }, '-5.00'],
    ['(5.00)', { decimals: 'point' }, '-5.00'],
    ['45%', { decimals: 'point' }, '0.45'],
    ['45%', { decimals: 'point', shift: 2 }, '0.45'],
    ['65', { decimals: 'point', shift: 2 }, '0.65'],
    ['1999', { decimals: 'point', shift: 2 }, '19.99'],
    ['36.35916666666667', { decimals: 'point' }, '36.3592'],
    ['.5', { decimals: 'point' }, '.5'],
  ])('%j with %j', (text, options, expected) => {
    expect(Number(readDecimal(text, options))).toBe(Number(expected))
  })

  test.each<[string, DecimalOptions]>([
    ['1.234.5', { decimals: 'point' }],
    ['1,23', { decimals: 'point' }],
    ['1.5E+05', { decimals: 'point' }],
    ['=1+1', { decimals: 'point' }],
    ['', { decimals: 'point' }],
    ['ten', { decimals: 'comma' }],
  ])('%j is no number with %j', (text, options) => {
    expect(readDecimal(text, options)).toBeUndefined()
  })
})
