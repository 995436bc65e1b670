import { expect, test } from 'vitest'
import type { Figure, ReportData } from '#core/report-data.ts'
import { publishedChanges } from '#core/reports/published.ts'

const figure = (id: string, value: number | null): Figure => ({
  id,
  label: id,
  value,
  unit: id === 'mrr' ? 'money' : 'count',
  receipt: { definition: 'd', variant: 'v', window: 'w', query: 'q' },
})

const data = (asOf: string, figures: readonly Figure[]): ReportData => ({
  report: 'retention',
  title: 'Retention',
  headline: 'h',
  funnel: { id: 'sales', title: 'Sales' },
  period: { label: '2026-02', startsOn: '2026-02-01', endsOn: '2026-03-01' },
  asOf,
  basis: 'known',
  zone: 'UTC',
  figures,
  sections: [],
  notes: [],
  hashes: {},
  revision: asOf,
})

const first = data('2026-03-02T06:00:00.000Z', [
  figure('customers', 10),
  figure('mrr', 100),
  figure('churned', null),
])

test('a table for each unit holds the figures that differ, and only them', () => {
  const now = data('2026-04-02T06:00:00.000Z', [
    figure('customers', 12),
    figure('mrr', 100),
    figure('churned', 1),
    figure('new', 3),
  ])
  const { sections, notes } = publishedChanges([{ first, now }])
  expect(notes).toEqual([])
  expect(sections[0]?.tables.map((table) => table.rows)).toEqual([
    [
      { report: 'Retention', figure: 'customers', was: 10, now: 12, difference: 2 },
      { report: 'Retention', figure: 'churned', was: null, now: 1, difference: null },
    ],
  ])
})

test('an unchanged report says so, with the time of its first revision', () => {
  const { sections, notes } = publishedChanges([
    { first, now: { ...first, asOf: '2026-04-02T06:00:00.000Z' } },
  ])
  expect(sections).toEqual([])
  expect(notes.map(({ text }) => text)).toEqual([
    'No figure of February 2026 changed since it was first published as of 2 Mar 2026, 06:00.',
  ])
})

test('a first revision says nothing', () => {
  expect(publishedChanges([])).toEqual({ sections: [], notes: [] })
})
