import { describe, expect, test } from 'vitest'
import { lastComplete, parsePeriod, trailing } from '#core/period.ts'
import { parseSettings } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

const settings = parseSettings({ ...shipped, zone: 'Europe/Berlin', weekStart: 'monday' })
const asOf = '2026-03-15T12:00:00.000Z'
const parse = (text: string | undefined, changed = settings) => parsePeriod(text, asOf, changed)

test.each([
  ['2018-03-05', 'day', '2018-03-05', '2018-03-06'],
  ['2018-W09', 'week', '2018-02-26', '2018-03-05'],
  ['2020-W53', 'week', '2020-12-28', '2021-01-04'],
  ['2018-02', 'month', '2018-02-01', '2018-03-01'],
  ['2018-Q4', 'quarter', '2018-10-01', '2019-01-01'],
  ['2018', 'year', '2018-01-01', '2019-01-01'],
  ['FY2018-Q1', 'fiscal_quarter', '2018-01-01', '2018-04-01'],
  ['FY2018', 'fiscal_year', '2018-01-01', '2019-01-01'],
])('%s is a %s, from %s to before %s', (label, kind, startsOn, endsOn) => {
  expect(parse(label)).toEqual({ kind, label, startsOn, endsOn })
})

test.each([
  [4, 'FY2018', '2017-04-01', '2018-04-01'],
  [4, 'FY2018-Q4', '2018-01-01', '2018-04-01'],
  [7, 'FY2018-Q1', '2017-07-01', '2017-10-01'],
  [12, 'FY2018-Q1', '2017-12-01', '2018-03-01'],
])('with a fiscal year from month %i, %s is from %s to before %s', (month, label, ...days) => {
  const { startsOn, endsOn } = parse(label, { ...settings, fiscalYearStartMonth: month })
  expect([startsOn, endsOn]).toEqual(days)
})

test.each([
  ['sunday', '2021-W01', '2021-01-03'],
  ['saturday', '2021-W01', '2021-01-02'],
] as const)('with weeks from %s, %s starts on %s', (weekStart, label, startsOn) => {
  expect(parse(label, { ...settings, weekStart })).toMatchObject({ startsOn })
})

test.each([
  ['2017-06..2018-05', '2017-06-01', '2018-06-01'],
  ['2018-03-05..2018-03-05', '2018-03-05', '2018-03-06'],
  ['2017-Q4..2018-01', '2017-10-01', '2018-02-01'],
])('the range %s includes its end and has no kind', (label, startsOn, endsOn) => {
  expect(parse(label)).toEqual({ label, startsOn, endsOn })
})

test('all ends with the local day of the as-of', () => {
  const late = parsePeriod('all', '2026-03-15T23:30:00.000Z', settings)
  expect(late).toEqual({ label: 'all', startsOn: '1990-01-01', endsOn: '2026-03-17' })
})

describe('without a period', () => {
  test.each([
    ['2026-03-15T12:00:00.000Z', '2026-02'],
    // Midnight in Berlin: February has passed, a millisecond earlier it has not.
    ['2026-02-28T23:00:00.000Z', '2026-02'],
    ['2026-02-28T22:59:59.999Z', '2026-01'],
    ['2026-01-20T00:00:00.000Z', '2025-12'],
  ])('a report as of %s covers %s', (moment, label) => {
    expect(parsePeriod(undefined, moment, settings).label).toBe(label)
    expect(lastComplete('month', moment, settings).label).toBe(label)
  })
})

test.each([
  ['last_day', '2026-03-17'],
  ['last_week', '2026-W11'],
  ['last_month', '2026-02'],
  ['last_quarter', '2025-Q4'],
  ['last_year', '2025'],
])('%s is the latest that is over: %s', (text, label) => {
  expect(parsePeriod(text, '2026-03-18T12:00:00.000Z', settings).label).toBe(label)
})

test.each([
  '',
  'last_decade',
  'ALL',
  '18',
  '2018-13',
  '2018-00',
  '2018-Q5',
  '2018-W00',
  '2021-W53',
  '2018-W54',
  'FY18',
  'FY2018-Q0',
  '2018-02-30',
  '2018-2',
  '2018-03-05T00:00',
  '2018..',
  '..2018',
  '2018..2019..2020',
  ' 2018',
])('%j is refused, naming it', (text) => {
  expect(() => parse(text)).toThrow(/^unknown period/)
  expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'UsageError' }))
})

test.each(['2018-05..2018-04', '2018..2017', '2018-03-05..2018-03-04'])(
  'the range %s ends before it starts',
  (text) => {
    expect(() => parse(text)).toThrow(`period "${text}" ends before it starts`)
  },
)

test('trailing periods end with the one that holds the day, oldest first', () => {
  const labels = (kind: 'month' | 'week', day: string, count: number) =>
    trailing(kind, day, count, settings).map((period) => period.label)
  expect(labels('month', '2026-02-28', 3)).toEqual(['2025-12', '2026-01', '2026-02'])
  expect(labels('week', '2021-01-03', 2)).toEqual(['2020-W52', '2020-W53'])
  expect(labels('month', '2026-02-28', 0)).toEqual([])
})
