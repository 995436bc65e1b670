import { describe, expect, test } from 'vitest'
import { type DateStyle, readTime } from '#local/import/times.ts'

describe('times as exports write them', () => {
  test.each<[string, DateStyle, object]>([
    ['2021-01-07 6:49:18', 'year_first', { day: '2021-01-07', clock: '06:49:18' }],
    ['2018/2/6', 'year_first', { day: '2018-02-06' }],
    ['2024-03', 'year_first', { day: '2024-03-01' }],
    [
      '2018-12-19T19:51:13.000+0000',
      'year_first',
      { day: '2018-12-19', clock: '19:51:13.000', offset: '+00:00' },
    ],
    ['26/02/2018 19:58', 'day_first', { day: '2018-02-26', clock: '19:58' }],
    ['26.02.18', 'day_first', { day: '2018-02-26' }],
    ['2/26/2018, 7:58:01 PM', 'month_first', { day: '2018-02-26', clock: '19:58:01' }],
    ['2/26/2018 12:05 AM', 'month_first', { day: '2018-02-26', clock: '00:05' }],
    ['26 Feb 2018', 'year_first', { day: '2018-02-26' }],
    ['26-Feb-18', 'year_first', { day: '2018-02-26' }],
    ['February 26, 2018', 'year_first', { day: '2018-02-26' }],
    ['43157', 'excel', { day: '2018-02-26' }],
    ['43157.5', 'excel', { day: '2018-02-26', clock: '12:00:00' }],
    ['1519689534', 'unix', { day: '2018-02-26', clock: '23:58:54.000', offset: 'Z' }],
    ['1519689534000', 'unix_ms', { day: '2018-02-26', clock: '23:58:54.000', offset: 'Z' }],
  ])('%j, %s', (text, style, expected) => {
    expect(readTime(text, style)).toEqual(expected)
  })

  test.each<[string, DateStyle]>([
    ['26/02/2018', 'month_first'],
    ['02/26/2018', 'day_first'],
    ['03/04/2018', 'year_first'],
    ['2018-02-30', 'year_first'],
    ['43157', 'year_first'],
    ['soon', 'day_first'],
  ])('%j is no time that is written %s', (text, style) => {
    expect(readTime(text, style)).toBeUndefined()
  })
})
