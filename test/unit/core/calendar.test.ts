import { describe, expect, test } from 'vitest'
import {
  type CalendarRow,
  calendarRows,
  localDay,
  periodKinds,
  periodOf,
  startOfDay,
} from '#core/calendar.ts'

type CalendarSettings = Parameters<typeof periodOf>[2]

const berlin: CalendarSettings = {
  zone: 'Europe/Berlin',
  weekStart: 'monday',
  fiscalYearStartMonth: 1,
}
const labelOf = (kind: (typeof periodKinds)[number], day: string, settings = berlin) =>
  periodOf(kind, day, settings).label

describe('weeks', () => {
  test.each([
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2023-01-01', '2022-W52'],
    ['2024-12-29', '2024-W52'],
    ['2024-12-30', '2025-W01'],
    ['2026-01-01', '2026-W01'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-03', '2026-W53'],
  ])('%s is in %s of ISO 8601', (day, label) => {
    expect(labelOf('week', day)).toBe(label)
  })

  test.each([
    ['sunday', '2021-01-02', '2020-W53', '2020-12-27'],
    ['sunday', '2021-01-03', '2021-W01', '2021-01-03'],
    ['saturday', '2021-01-01', '2020-W52', '2020-12-26'],
    ['saturday', '2021-01-02', '2021-W01', '2021-01-02'],
  ] as const)('from %s: %s is in %s, which starts on %s', (weekStart, day, label, startsOn) => {
    expect(periodOf('week', day, { ...berlin, weekStart })).toMatchObject({ label, startsOn })
  })
})

test.each([
  ['day', '2024-02-29', '2024-02-29', '2024-02-29', '2024-03-01'],
  ['month', '2024-02-29', '2024-02', '2024-02-01', '2024-03-01'],
  ['month', '2025-12-31', '2025-12', '2025-12-01', '2026-01-01'],
  ['quarter', '2026-03-31', '2026-Q1', '2026-01-01', '2026-04-01'],
  ['quarter', '2026-10-01', '2026-Q4', '2026-10-01', '2027-01-01'],
  ['year', '2026-07-01', '2026', '2026-01-01', '2027-01-01'],
] as const)('%s of %s is %s, from %s to before %s', (kind, day, label, startsOn, endsOn) => {
  expect(periodOf(kind, day, berlin)).toEqual({ kind, label, startsOn, endsOn })
})

test.each([
  [1, '2026-05-05', 'FY2026', '2026-01-01', 'FY2026-Q2', '2026-04-01'],
  [2, '2026-01-31', 'FY2026', '2025-02-01', 'FY2026-Q4', '2025-11-01'],
  [4, '2026-03-31', 'FY2026', '2025-04-01', 'FY2026-Q4', '2026-01-01'],
  [4, '2026-04-01', 'FY2027', '2026-04-01', 'FY2027-Q1', '2026-04-01'],
  [7, '2026-06-30', 'FY2026', '2025-07-01', 'FY2026-Q4', '2026-04-01'],
  [7, '2026-12-31', 'FY2027', '2026-07-01', 'FY2027-Q2', '2026-10-01'],
  [12, '2026-12-01', 'FY2027', '2026-12-01', 'FY2027-Q1', '2026-12-01'],
])('a fiscal year from month %i: %s is in %s (%s) and %s (%s)', (month, day, ...expected) => {
  const settings = { ...berlin, fiscalYearStartMonth: month }
  const year = periodOf('fiscal_year', day, settings)
  const quarter = periodOf('fiscal_quarter', day, settings)
  expect([year.label, year.startsOn, quarter.label, quarter.startsOn]).toEqual(expected)
})

test.each([
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
  ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
  ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
  ['America/St_Johns', '2026-01-01', '2026-01-01T03:30:00.000Z'],
  ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z'],
  // Clocks went forward at midnight: the day began at one.
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
  // A day that never was is over when it begins.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
])('in %s, %s begins at %s', (zone, day, instant) => {
  expect(startOfDay(day, zone)).toBe(instant)
})

test.each([
  ['Europe/Berlin', '2026-03-29T21:59:59.999Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-30'],
  ['America/St_Johns', '2026-01-01T03:29:59.999Z', '2025-12-31'],
  ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
  ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
])('in %s, %s is on %s', (zone, instant, day) => {
  expect(localDay(instant, zone)).toBe(day)
})

const zones = [
  'Europe/Berlin',
  'America/St_Johns',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Asia/Kathmandu',
]

describe.each(zones)('the rows of %s', (zone) => {
  const all = calendarRows({ ...berlin, zone }, 2026)
  const ofKind = (kind: string) => all.filter((row) => row.kind === kind)
  const gaps = (rows: readonly CalendarRow[], from: string, to: string) =>
    rows.filter((row, index) => index > 0 && row[from] !== rows[index - 1]?.[to])

  test.each(periodKinds)('of kind %s follow one another from 1990 to five years ahead', (kind) => {
    const rows = ofKind(kind)
    expect(gaps(rows, 'starts_on', 'ends_on')).toEqual([])
    expect(gaps(rows, 'starts_at', 'ends_at')).toEqual([])
    expect(rows[0]?.starts_on).toMatch(/^1990-01-01$/)
    expect((rows.at(-1)?.ends_on ?? '') >= '2032-01-01').toBe(true)
    expect(new Set(rows.map((row) => row.label)).size).toBe(rows.length)
  })

  test('of kind day_part cover every moment once, each within one day of UTC', () => {
    const parts = ofKind('day_part')
    expect(gaps(parts, 'starts_at', 'ends_at')).toEqual([])
    const wide = parts.filter(({ starts_at, ends_at }) => {
      const last = new Date(Date.parse(ends_at) - 1).toISOString()
      return starts_at >= ends_at || last.slice(0, 10) !== starts_at.slice(0, 10)
    })
    expect(wide).toEqual([])
  })

  test('of kind day_part belong to the local day of their moments', () => {
    const parts = ofKind('day_part').filter(({ starts_on }) => /^(2011-12|2026)/.test(starts_on))
    const wrong = parts.filter(({ starts_on, starts_at, ends_at }) => {
      const last = new Date(Date.parse(ends_at) - 1).toISOString()
      return localDay(starts_at, zone) !== starts_on || localDay(last, zone) !== starts_on
    })
    expect(parts.length).toBeGreaterThan(700)
    expect(wrong).toEqual([])
  })
})

test('a day that a zone skipped has a row and no part', () => {
  const rows = calendarRows({ ...berlin, zone: 'Pacific/Apia' }, 2026)
  expect(rows.filter((row) => row.starts_on === '2011-12-30' && /^day/.test(row.kind))).toEqual([
    {
      kind: 'day',
      label: '2011-12-30',
      starts_on: '2011-12-30',
      ends_on: '2011-12-31',
      starts_at: '2011-12-30T10:00:00.000Z',
      ends_at: '2011-12-30T10:00:00.000Z',
    },
  ])
})
