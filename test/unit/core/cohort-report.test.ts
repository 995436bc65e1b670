import { expect, test } from 'vitest'
import { parseFunnel } from '#core/funnel.ts'
import { parsePeriod } from '#core/period.ts'
import type { Row } from '#core/ports.ts'
import { cohort } from '#core/reports/cohort/report.ts'
import type { ReportBody, ReportInput } from '#core/reports/definition.ts'
import { optionsOf } from '#core/reports/options.ts'
import { parseSettings } from '#core/settings.ts'
import { settings as shipped } from '#infra/settings.ts'

const asOf = '2026-04-10T00:00:00.000Z'
const settings = parseSettings({ ...shipped, zone: 'UTC', grossMargin: 0.5 })
const funnel = parseFunnel({
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  stages: [
    { id: 'lead', label: 'Lead', position: 'top', events: ['lead'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['won'] },
  ],
})
const period = parsePeriod('2026-03', asOf, settings)
const input: ReportInput = {
  funnel,
  period,
  settings,
  cohorts: { by: 'month', startsOn: '2026-02-01', endsOn: '2026-04-01' },
  ...optionsOf({}, { funnel, period, asOf }, settings),
}

const rest = { cohort: 'recurring', title: 'Who keeps a subscription', quantity: null, unpriced: 0 }

const cell = (period_on: string, age: number, active: number, more: Row = {}): Row => ({
  ...rest,
  membership: 'first',
  period_on,
  hour: 0,
  members: period_on === '2026-01-01' ? 40 : 10,
  complete_ages: period_on === '2026-01-01' ? 3 : 1,
  age,
  active,
  last_active: active,
  amount: null,
  ...more,
})

const january = '2026-01-01'
const march = '2026-03-01'

const calendar: Row[] = [
  cell(january, 0, 40, { last_active: 10, amount: '400.0000' }),
  cell(january, 1, 30, { last_active: 12, amount: '300.5000', unpriced: 2 }),
  cell(january, 2, 18, { amount: '500.0000' }),
  cell(march, 0, 10, { last_active: 6, amount: '100.0000' }),
  cell(march, 1, 4, { amount: '40.0000' }),
]

const empty = { calendar: [], rolling: [], conversion: [], paid: [] }
const body = (rows: Partial<Record<keyof typeof empty, readonly Row[]>>): ReportBody =>
  cohort.body(input, { ...empty, ...rows })

const tableOf = (report: ReportBody, id: string) =>
  report.sections.flatMap(({ tables }) => tables).find((table) => table.id === id)
const column = (report: ReportBody, id: string, name: string) =>
  tableOf(report, id)?.rows.map((row) => row[name])

test('asks for one cohort more than the report shows by default, not where rows were asked for', () => {
  const startsOn = (asked: ReportInput) =>
    cohort.queries(asked).calendar?.parameters.starts_on?.value
  expect(startsOn(input)).toBe('2026-01-01')
  const all = { ...input, period: parsePeriod('all', asOf, settings) }
  expect(startsOn(all)).toBe('2026-02-01')
  const own = { ...input, cohorts: { ...input.cohorts, startsOn: '2026-03-01' } }
  expect(startsOn(own)).toBe('2026-03-01')
})

test('cells that are not complete are blank and in no average', () => {
  const report = body({ calendar })
  expect(column(report, 'recurring_rates', 'cohort')).toEqual([
    ...['2026-01', '2026-02', '2026-03'],
    'All, pooled complete',
  ])
  expect(column(report, 'recurring_rates', 'age_0')).toEqual([1, null, 1, 1])
  expect(column(report, 'recurring_rates', 'age_1')).toEqual([0.75, null, null, 0.75])
  expect(column(report, 'recurring_counts', 'age_1')).toEqual([30, null, null])
  expect(column(report, 'recurring_rates', 'sample')).toEqual(['', '', 'small', ''])
})

test('averages and variants stand side by side with their denominators', () => {
  const every = calendar.map((row) => ({ ...row, membership: 'every', members: 50 }))
  const rolling = cell(january, 1, 20, {
    youngest_at: '2026-01-31 10:00:00.000',
    youngest_on: null,
    cut_at: '2026-04-10 00:00:00.000',
  })
  const report = body({ calendar: [...calendar, ...every], rolling: [rolling] })
  const [, second] = tableOf(report, 'recurring_variants')?.rows ?? []
  expect(second).toMatchObject({
    age: 1,
    members: 40,
    active: 30,
    pooled: { value: 0.75, smallSample: false },
    mean: 0.75,
    incomplete: 0.68,
    on_or_after: { value: 0.75 },
    rolling: { value: 0.5 },
    rolling_members: 40,
    recurring: { value: 0.6 },
    recurring_members: 50,
  })
})

test('money is a share of that at the start, and activities without it are counted in the notes', () => {
  const report = body({ calendar })
  expect(column(report, 'recurring_money', 'base')).toEqual([400, null, 100, 500])
  expect(column(report, 'recurring_money', 'age_2')).toEqual([1.25, null, null, 1.25])
  expect(tableOf(report, 'recurring_quantity')).toBeUndefined()
  expect(report.notes.find(({ code }) => code === 'no_rate')?.count).toBe(2)
})

test('the heatmap leaves out the first column where it is 100 % by definition', () => {
  const [section] = body({ calendar }).sections
  expect(section?.chart).toMatchObject({ kind: 'heatmap', columns: ['1', '2'] })
  const some = calendar.map((row) => (row.age === 0 ? { ...row, active: 9 } : row))
  expect(body({ calendar: some }).sections[0]?.chart).toMatchObject({ columns: ['0', '1', '2'] })
})

test('lifetime value adds up what a customer brought in, times the margin', () => {
  const paid = [
    { starts_on: '2026-01-01', month_no: 1, customers: 4, amount: '20.0000' },
    { starts_on: '2026-01-01', month_no: 0, customers: 4, amount: '60.0000' },
    { starts_on: '2026-02-01', month_no: 0, customers: 1, amount: null },
  ]
  const report = body({ paid })
  expect(column(report, 'lifetime_value', 'age_0')).toEqual([7.5, 0, 6])
  expect(column(report, 'lifetime_value', 'age_1')).toEqual([10, null, 10])
})

test('conversion is the share that had reached a stage by each age', () => {
  const row = { period_on: '2026-01-01', complete_ages: 3, entered: 50 }
  const conversion = [
    { ...row, step: 1, age: 0, reached: 50 },
    { ...row, step: 2, age: 1, reached: 5 },
    { ...row, step: 2, age: 2, reached: 10 },
    { period_on: '2026-03-01', complete_ages: 1, entered: 50, step: 1, age: 0, reached: 50 },
  ]
  const report = body({ conversion })
  expect(column(report, 'reached_won', 'age_0')).toEqual([0, null, 0, 0])
  expect(column(report, 'reached_won', 'age_2')).toEqual([0.3, null, null, 0.3])
  expect(column(report, 'reached_by_stage', 'age_1')).toEqual([1, 0.1])
})

test('figures carry numerator, denominator and interval, or say why there is none', () => {
  const figure = (id: string) => body({ calendar }).figures.find((each) => each.id === id)
  expect(figure('retained_1')).toMatchObject({
    value: 0.75,
    n: 40,
    receipt: { numerator: 30, denominator: 40 },
  })
  expect(figure('retained_1')?.interval?.low).toBeCloseTo(0.5981, 4)
  expect(figure('retained_12')).toMatchObject({ value: null, missing: 'no cohort is old enough' })
  expect(figure('won_by_3')).toMatchObject({ value: null, n: 0 })
})

test('by week there is nothing that is known by month alone, and a note says so', () => {
  const weekly = { ...input, cohorts: { ...input.cohorts, by: 'week' as const } }
  const paid = [{ starts_on: '2026-02-01', month_no: 0, customers: 1, amount: '5.0000' }]
  const report = cohort.body(weekly, { ...empty, paid })
  expect(report.sections).toEqual([])
  expect(report.figures.map(({ id }) => id)).toEqual(['won_by_4'])
  expect(report.notes.map(({ code }) => code)).toContain('by_month_only')
})

test('nothing at all gives a page that says so', () => {
  const report = body({})
  expect(report.headline).toBe('No cohort has a complete month yet.')
  expect(report.sections).toEqual([])
  expect(report.notes.map(({ code }) => code)).toEqual(Array(3).fill('empty_period'))
})
