import { describe, expect, test } from 'vitest'
import { parseSettings } from '#core/settings.ts'
import type { ReportRequest } from '#core/tasks.ts'
import { type Catalog, funnelNamed, loadCatalog } from '#functions/catalog.ts'
import type { LiveBuild } from '#handlers/build.ts'
import { contextOf } from '#handlers/report-context.ts'
import { settings as shipped } from '#infra/settings.ts'
import { noReference } from '#test/no-reference.ts'

const catalog = loadCatalog(new URL('../../../queries/', import.meta.url))
const settings = parseSettings({ ...shipped, zone: 'Europe/Berlin' })
const live: LiveBuild = {
  schema: 'build_a',
  cut: '2026-03-15T06:00:00.000Z',
  builtAt: '2026-03-15T06:01:00.000Z',
  hashes: {},
}
const request = (more: Partial<ReportRequest> = {}): ReportRequest => ({
  report: 'conversion',
  ...more,
})
const resolve = (more?: Partial<ReportRequest>, other: Catalog = catalog, set = settings) =>
  contextOf(request(more), live, other, set, noReference)

describe('defaults', () => {
  test('are the first funnel, the last complete month and the cut of the live build', () => {
    const { asOf, input, revision } = resolve()
    expect(asOf).toBe(live.cut)
    expect(input.funnel.id).toBe(settings.funnels[0])
    expect(input.period).toMatchObject({ label: '2026-02', startsOn: '2026-02-01' })
    expect(revision).toMatch(/^20260315T060000000Z-[0-9a-f]{8}$/)
  })

  test.each([
    ['2026-02', 'month', '2025-03-01', '2026-03-01'],
    ['2026-Q1', 'quarter', '2023-04-01', '2026-04-01'],
    ['2026-W09', 'week', '2025-12-08', '2026-03-02'],
    ['2026-02-28', 'day', '2026-02-17', '2026-03-01'],
    ['2025', 'year', '2014-01-01', '2026-01-01'],
    ['2025-11..2026-02', 'month', '2025-11-01', '2026-03-01'],
    ['all', 'month', '1990-01-01', '2026-03-16'],
  ])(
    'of the cohorts of %s are twelve periods of its kind, or its months',
    (period, ...expected) => {
      const { by, startsOn, endsOn } = resolve({ period }).input.cohorts
      expect([by, startsOn, endsOn]).toEqual(expected)
    },
  )

  test('give way to asked cohort rows, which cover the period itself', () => {
    expect(resolve({ period: '2026-02', by: 'week' }).input.cohorts).toEqual({
      by: 'week',
      startsOn: '2026-02-01',
      endsOn: '2026-03-01',
    })
  })
})

describe('an as-of', () => {
  test('is the same moment with any offset', () => {
    const utc = resolve({ asOf: '2026-03-01T06:00:00.000Z' })
    const local = resolve({ asOf: '2026-03-01T07:00:00+01:00' })
    expect(local.asOf).toBe('2026-03-01T06:00:00.000Z')
    expect(local.revision).toBe(utc.revision)
  })

  test('moves the last complete month', () => {
    const label = (asOf: string) => resolve({ asOf }).input.period.label
    expect(label('2026-02-28T22:59:59.999Z')).toBe('2026-01')
    expect(label('2026-02-28T23:00:00.000Z')).toBe('2026-02')
  })

  test.each(['2026-03-01', 'yesterday', '2026-03-01T06:00:00', '2026-02-30T99:00:00Z', ''])(
    '%j is refused',
    (asOf) => {
      expect(() => resolve({ asOf })).toThrow(`as-of "${asOf}" is not a time with offset`)
    },
  )

  test('after what the live build knows is refused, its cut itself is not', () => {
    expect(() => resolve({ asOf: '2026-03-15T06:00:00.001Z' })).toThrow(/after 2026-03-15T06:00/)
    expect(resolve({ asOf: live.cut }).revision).toBe(resolve().revision)
  })
})

describe('the revision', () => {
  const report = catalog.reports.get('conversion_stages')
  const funnel = funnelNamed(catalog, 'b2b_six_stage')
  const changedModels: Catalog = {
    ...catalog,
    models: catalog.models.map((model) =>
      model.name === 'events' ? { ...model, sql: `${model.sql}-- changed\n` } : model,
    ),
  }
  const changedReports: Catalog = {
    ...catalog,
    reports: new Map([
      ...catalog.reports,
      ...(report
        ? [['conversion_stages', { ...report, sql: `${report.sql}-- x\n` }] as const]
        : []),
    ]),
  }
  const changes: [what: string, revision: string][] = [
    ['as-of', resolve({ asOf: '2026-03-15T05:59:59.999Z' }).revision],
    ['period', resolve({ period: '2026-01' }).revision],
    ['cohort rows', resolve({ by: 'week' }).revision],
    ['funnel', resolve({ funnel: { ...funnel, title: 'Other' } }).revision],
    ['order of the rules', resolve({ funnel: { ...funnel, rules: ['all', 'any'] } }).revision],
    ['settings', resolve({}, catalog, { ...settings, currency: 'USD' }).revision],
    ['basis', resolve({ basis: 'replayed' }).revision],
    ['scenario', resolve({ scenario: 'win_rate=+2' }).revision],
    ['size of the scenario', resolve({ scenario: 'win_rate=+3' }).revision],
    ['models', resolve({}, changedModels).revision],
    ['queries', resolve({}, changedReports).revision],
  ]

  test.each(changes)('changes with the %s', (_, revision) => {
    expect(revision).not.toBe(resolve().revision)
  })

  test('is another for each of them', () => {
    expect(new Set(changes.map(([, revision]) => revision)).size).toBe(changes.length)
  })

  test('is the same for the same, however it is asked for', () => {
    const { revision } = resolve()
    expect(resolve({ period: '2026-02' }).revision).toBe(revision)
    expect(resolve({ funnel }).revision).toBe(revision)
    expect(resolve({ funnel: 'b2b_six_stage', asOf: live.cut }).revision).toBe(revision)
  })
})

test.each<[Partial<ReportRequest>, RegExp]>([
  [{ report: 'nope' }, /unknown report "nope": there are .*conversion/],
  [{ period: '2018-13' }, /unknown period "2018-13"/],
  [{ basis: 'guessed' }, /unknown basis "guessed": allowed are known, replayed/],
  [{ scenario: 'weather=+2' }, /unknown scenario "weather=\+2": allowed are win_rate/],
  [{ split: '2026-03-01' }, /split 2026-03-01 is not before 2026-03-01/],
  [{ by: 'decade' }, /unknown cohort rows "decade": allowed are day, week/],
  [{ funnel: 'nope' }, /unknown funnel "nope": there are .*b2b_six_stage/],
])('%j is refused with what is allowed', (more, message) => {
  expect(() => resolve(more)).toThrow(message)
  expect(() => resolve(more)).toThrow(expect.objectContaining({ name: 'UsageError' }))
})
