import { describe, expect, test } from 'vitest'
import { convert, toOwnNumber } from '#local/import/convert.ts'

const zone = 'America/Sao_Paulo'

describe('times', () => {
  test.each([
    ['2018-02-26 19:58:54', '2018-02-26T22:58:54.000Z'],
    [' 2018-02-26T19:58 ', '2018-02-26T22:58:00.000Z'],
    ['2018-02-26T19:58:54Z', '2018-02-26T19:58:54Z'],
    ['2018-02-26 19:58:54 UTC', '2018-02-26T19:58:54Z'],
    ['2018-02-26 19:58:54.5+00', '2018-02-26T19:58:54.5+00:00'],
    ['2018-02-26 19:58:54 -0300', '2018-02-26T19:58:54-03:00'],
    ['2018-02-26T19:58:54+05:30', '2018-02-26T19:58:54+05:30'],
    ['2018-02-26', '2018-02-26'],
  ])('%j', (text, value) => {
    expect(convert(text, 'timestamp', { zone })).toEqual({ value })
  })

  test.each([
    ['26/02/2018 19:58', zone, 'is no time YYYY-MM-DD HH:MM:SS'],
    ['2018-02-30 10:00:00', zone, 'is no time YYYY-MM-DD HH:MM:SS'],
    ['2018-02-26 19:58:54', undefined, 'has no offset: name its "zone"'],
  ])('%j in %s is refused', (text, named, fault) => {
    expect(convert(text, 'timestamp', { zone: named })).toEqual({
      fault: expect.stringContaining(fault),
    })
  })

  test('a day is the day of a local time, never of a moment', () => {
    expect(convert('2018-02-26 23:30:00', 'timestamp', { zone, day: true })).toEqual({
      value: '2018-02-26',
    })
    expect(convert('2018-02-26', 'date', {})).toEqual({ value: '2018-02-26' })
    expect(convert('2018-02-26T23:30:00Z', 'date', {})).toEqual({
      fault: expect.stringContaining('a moment'),
    })
    expect(convert('02/26/2018', 'date', {})).toEqual({ fault: expect.stringContaining('no day') })
  })
})

test.each([
  ['12', 'integer', 12],
  ['-3.0', 'integer', -3],
  ['Yes', 'boolean', true],
  ['0', 'boolean', false],
  [' 12.50 ', 'decimal', '12.50'],
  ['["a"]', 'json', ['a']],
  [' as it is ', 'string', ' as it is '],
] as const)('%j as %s', (text, type, value) => {
  expect(convert(text, type, {})).toEqual({ value })
})

test.each([
  ['12.5', 'integer'],
  ['9007199254740993', 'integer'],
  ['1e3', 'integer'],
  ['ja', 'boolean'],
  ['constructor', 'boolean'],
  ['{', 'json'],
] as const)('%j is no %s', (text, type) => {
  expect(convert(text, type, {})).toHaveProperty('fault')
})

test('own numbers are plain and safe', () => {
  expect(toOwnNumber('12.5')).toEqual({ value: 12.5 })
  expect(toOwnNumber('1,200')).toHaveProperty('fault')
})
