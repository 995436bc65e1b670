import { describe, expect, test } from 'vitest'
import { hasEnded, isInEvenWeek, lastRun, scheduleFault } from '#core/cron.ts'

describe('a schedule expression', () => {
  test.each([
    'cron(0 6 2 * ? *)',
    'cron(0 7 ? * MON *)',
    'cron(0/15 8-17 ? JAN,JUL MON-FRI 2026-2030)',
    'cron(30 6 L * ? *)',
    'cron(30 6 1W * ? *)',
    'cron(0 6 LW * ? *)',
    'cron(0 6 ? * 6L *)',
    'cron(0 6 ? * MON#1 *)',
    'cron(0 6 29 2 ? *)',
    'cron(0 6 1 */3 ? *)',
    'rate(1 day)',
    'rate(14 days)',
    'rate(5 minutes)',
  ])('%s is taken', (expression) => {
    expect(scheduleFault(expression)).toBeUndefined()
  })

  test.each([
    ['0 6 * * *', 'cron(...) or rate(...)'],
    ['at(2026-01-01T00:00:00)', 'cron(...) or rate(...)'],
    ['cron(0 6 * * *)', 'six fields'],
    ['cron(0 6 * * * *)', 'exactly one of day of month and day of week'],
    ['cron(0 6 ? * ? *)', 'exactly one of day of month and day of week'],
    ['cron(60 6 1 * ? *)', 'minutes: "60" is outside 0 to 59'],
    ['cron(0 24 1 * ? *)', 'hours: "24" is outside 0 to 23'],
    ['cron(0 6 0 * ? *)', 'day of month: "0" is outside 1 to 31'],
    ['cron(0 6 ? * MOON *)', 'day of week: "MOON" is no value'],
    ['cron(0 6 ? * MON#6 *)', 'is no value'],
    ['cron(0 6 1 13 ? *)', 'month: "13" is outside 1 to 12'],
    ['cron(0 17-9 1 * ? *)', 'hours: "17-9" is outside'],
    ['cron(0 6 30 2 ? *)', 'it never runs'],
    ['cron(0 6 31 4,6,9,11 ? *)', 'it never runs'],
    ['cron(0 6 29 2 ? 2027)', 'it never runs'],
    ['cron(0 6 1 1 ? 1999)', 'it never runs'],
    ['rate(0 days)', 'rate(1 day) or rate(14 days)'],
    ['rate(1 days)', 'rate(1 day) or rate(14 days)'],
    ['rate(2 weeks)', 'rate(1 day) or rate(14 days)'],
  ])('%s is refused: %s', (expression, reason) => {
    expect(scheduleFault(expression)).toContain(reason)
  })
})

describe('the last run', () => {
  const last = (expression: string, at: string, zone = 'Europe/Berlin') =>
    lastRun(expression, new Date(at), zone)?.toISOString()

  test.each([
    // The moment itself counts; Berlin is one hour ahead in winter, two in summer.
    ['cron(0 6 2 * ? *)', '2026-03-02T05:00:00Z', '2026-03-02T05:00:00.000Z'],
    ['cron(0 6 2 * ? *)', '2026-03-02T04:59:59Z', '2026-02-02T05:00:00.000Z'],
    ['cron(0 6 2 * ? *)', '2026-07-15T00:00:00Z', '2026-07-02T04:00:00.000Z'],
    // 2026-03-01 was a Sunday.
    ['cron(0 7 ? * MON *)', '2026-03-01T12:00:00Z', '2026-02-23T06:00:00.000Z'],
    ['cron(0 7 ? * 2 *)', '2026-03-01T12:00:00Z', '2026-02-23T06:00:00.000Z'],
    ['cron(0 6 L * ? *)', '2026-03-01T12:00:00Z', '2026-02-28T05:00:00.000Z'],
    // The first of March is a Sunday, so its nearest working day in the month is the second.
    ['cron(0 6 1W * ? *)', '2026-03-05T12:00:00Z', '2026-03-02T05:00:00.000Z'],
    // The last of February is a Saturday.
    ['cron(0 6 LW * ? *)', '2026-03-01T12:00:00Z', '2026-02-27T05:00:00.000Z'],
    ['cron(0 6 ? * 6L *)', '2026-03-01T12:00:00Z', '2026-02-27T05:00:00.000Z'],
    ['cron(0 6 ? * MON#1 *)', '2026-03-01T12:00:00Z', '2026-02-02T05:00:00.000Z'],
    ['cron(0 6 1 JAN,APR,JUL,OCT ? *)', '2026-03-01T12:00:00Z', '2026-01-01T05:00:00.000Z'],
    ['cron(0 6 29 2 ? *)', '2031-06-01T00:00:00Z', '2028-02-29T05:00:00.000Z'],
    ['cron(0/20 9 1 * ? *)', '2026-03-01T08:45:00Z', '2026-03-01T08:40:00.000Z'],
    ['rate(14 days)', '1970-02-20T03:00:00Z', '1970-02-12T00:00:00.000Z'],
  ])('of %s at %s was %s', (expression, at, expected) => {
    expect(last(expression, at)).toBe(expected)
  })

  test('on the day that skips the hour it comes after the gap', () => {
    expect(last('cron(30 2 29 3 ? *)', '2026-03-29T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z')
  })

  test('there is none before the first', () => {
    expect(last('cron(0 6 1 1 ? 2030)', '2026-03-01T12:00:00Z')).toBeUndefined()
  })
})

test.each([
  // At 07:00 in Berlin on 22 November, an hour before UTC.
  ['cron(0 7 22 11 ? 2026)', '2026-11-22T05:59:59.000Z', false],
  ['cron(0 7 22 11 ? 2026)', '2026-11-22T06:00:00.000Z', true],
  ['cron(0 7 1 * ? 2024-2025)', '2025-12-31T12:00:00.000Z', true],
  ['cron(0 7 1 * ? 2024-2025)', '2025-11-30T12:00:00.000Z', false],
  ['cron(0 7 1 1 ? 2027)', '2026-11-22T12:00:00.000Z', false],
  ['cron(0 7 1 1 ? 2025)', '2026-11-22T12:00:00.000Z', true],
  ['cron(0 7 1 * ? *)', '2026-11-22T12:00:00.000Z', false],
  ['rate(1 day)', '2026-11-22T12:00:00.000Z', false],
])('%s has ended at %s: %s', (expression, at, ended) => {
  expect(hasEnded(expression, new Date(at), 'Europe/Berlin')).toBe(ended)
})

test('every two weeks: seven days on, seven days off, also across a year of 53 weeks', () => {
  const mondays = ['2026-12-14', '2026-12-21', '2026-12-28', '2027-01-04', '2027-01-11']
  expect(mondays.map((day) => isInEvenWeek(day, '2026-01-05'))).toEqual([
    false,
    true,
    false,
    true,
    false,
  ])
  expect(isInEvenWeek('2026-01-04', '2026-01-05')).toBe(false)
})
