import { describe, expect, test } from 'vitest'
import { wallTimeToUtc } from '#core/local-time.ts'

describe('wallTimeToUtc', () => {
  test.each([
    ['2018-02-26 19:58:54', 'America/Sao_Paulo', '2018-02-26T22:58:54.000Z'],
    ['2018-01-15T10:00', 'America/Sao_Paulo', '2018-01-15T12:00:00.000Z'],
    ['2026-07-01 12:00:00.123456', 'Europe/Berlin', '2026-07-01T10:00:00.123Z'],
    ['2026-01-01 00:00:00', 'UTC', '2026-01-01T00:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(wallTimeToUtc(text, zone)).toBe(expected)
  })

  test('a time that occurs twice is the earlier one', () => {
    expect(wallTimeToUtc('2026-10-25 02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  })

  test('a skipped time moves forward by the gap', () => {
    expect(wallTimeToUtc('2026-03-29 02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
  })

  test.each([
    '2018-02-30 10:00:00',
    '2018-02-26 25:00:00',
    '2018-02-26 19:58:54Z',
    '2018-02-26',
    '26.02.2018 19:58',
    '',
  ])('%j is no wall time', (text) => {
    expect(wallTimeToUtc(text, 'UTC')).toBeUndefined()
  })

  test('refuses an unknown zone', () => {
    expect(() => wallTimeToUtc('2018-02-26 19:58:54', 'Mars/Olympus')).toThrow(RangeError)
  })
})
