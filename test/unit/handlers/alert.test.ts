import { expect, test } from 'vitest'
import type { Notification } from '#core/ports.ts'
import type { Figure, ReportData } from '#core/report-data.ts'
import { parseSettings } from '#core/settings.ts'
import { createAlert } from '#handlers/alert.ts'
import { settingsKey } from '#handlers/settings.ts'
import { settings as shipped } from '#infra/settings.ts'
import { memoryObjects } from '../memory.ts'

const figure = (value: number): Figure => ({
  id: 'coverage',
  label: 'Coverage',
  value,
  unit: 'multiple',
  n: 50,
  receipt: { definition: 'Open / quota <left>', variant: 'v', window: 'w', query: 'pipeline_open' },
})

const review = (month: string, value: number): ReportData => ({
  report: 'review',
  title: 'Review',
  headline: 'h',
  funnel: { id: 'sales', title: 'Sales' },
  period: { label: month, startsOn: `${month}-01`, endsOn: `${month}-28` },
  asOf: `${month}-28T06:00:00.000Z`,
  basis: 'known',
  zone: 'UTC',
  figures: [figure(value)],
  sections: [],
  notes: [],
  hashes: {},
  revision: 'r',
})

test('two breaches running are one mail with the receipt, the recovery another', async () => {
  const objects = memoryObjects()
  const alerts = [{ figure: 'coverage' as const, below: 3, recipients: ['lead@example.com'] }]
  await objects.put(
    settingsKey,
    JSON.stringify(parseSettings({ ...shipped, alerts, sender: 'reports@example.com' })),
  )
  const sent: Notification[] = []
  const notifier = { send: async (message: Notification) => void sent.push(message) }
  const clock = { now: () => new Date('2026-05-01T06:00:00.000Z') }
  const alert = createAlert({ objects, clock, notifier, holder: 'test' })
  const months = [
    ['2026-01', 2],
    ['2026-02', 2.5],
    ['2026-03', 2.4],
    ['2026-04', 3.2],
  ] as const
  for (const [month, value] of months) {
    await alert({ path: 'p', data: review(month, value), created: true })
  }
  expect(sent.map(({ key, subject, recipients }) => ({ key, subject, recipients }))).toEqual([
    {
      key: 'alerts/coverage-below-3/2026-02/breach',
      subject: 'Coverage 2.5x in February 2026: below 3.0x for two periods',
      recipients: ['lead@example.com'],
    },
    {
      key: 'alerts/coverage-below-3/2026-04/recovery',
      subject: 'Coverage 3.2x in April 2026: no longer below 3.0x',
      recipients: ['lead@example.com'],
    },
  ])
  expect(sent[0]?.html).toContain('Open / quota &lt;left&gt;')
  expect(sent[0]?.html).toContain('2026-02-28T06:00:00.000Z')
})
