import { expect, test } from 'vitest'
import { parseCohort } from '#core/cohort.ts'
import type { Parameter } from '#core/literal.ts'
import type { StoredEvent } from '#core/ports.ts'
import { averageOf } from '#core/reports/cohort/averages.ts'
import { activeOn, calendarCohorts, rollingCohorts } from '#core/reports/cohort/matrix.ts'
import { retained } from '#core/reports/cohort/retained.ts'
import { unitParameters } from '#core/reports/cohort/units.ts'
import { openCohortLab } from '#test/oracle/cohort-lab.ts'

// Worked examples published by others; each comes out of the report's own queries.

const cohort = parseCohort({
  id: 'any',
  title: 'Any',
  starts: { events: ['joined'] },
  counts: { events: ['returned'] },
})

const touch = (account: string, name: string, at: string): StoredEvent => ({
  eventId: `${account}-${name}`,
  type: 'touch',
  receivedAt: '1990-01-01T00:00:00.000Z',
  contentHash: '',
  body: JSON.stringify({
    event_id: `${account}-${name}`,
    type: 'touch',
    name,
    occurred_at: at,
    source_system: 'example',
    account_id: account,
  }),
})

const span = (by: string, startsOn: string, endsOn: string): Record<string, Parameter> => ({
  by: { type: 'string', value: by },
  starts_on: { type: 'date', value: startsOn },
  ends_on: { type: 'date', value: endsOn },
  memberships: { type: 'strings', value: ['first'] },
})

async function withLab<T>(
  events: readonly StoredEvent[],
  work: (lab: Awaited<ReturnType<typeof openCohortLab>>) => Promise<T>,
): Promise<T> {
  const lab = await openCohortLab({ zone: 'UTC', weekStart: 'monday', events })
  try {
    return await work(lab)
  } finally {
    await lab.close()
  }
}

const numbered = (number: number, of: (index: number) => StoredEvent) =>
  Array.from({ length: number }, (_, index) => of(index))

test('example 18: averages of cohorts of 1000, 500 and 700 of which 500, 400 and so far 10 returned', async () => {
  const cohorts = [
    { month: '2026-01', size: 1000, next: '2026-02', returned: 500 },
    { month: '2026-02', size: 500, next: '2026-03', returned: 400 },
    { month: '2026-03', size: 700, next: '2026-04', returned: 10 },
  ]
  const events = cohorts.flatMap(({ month, size, next, returned }) => [
    ...numbered(size, (index) => touch(`${month}/${index}`, 'joined', `${month}-05T00:00:00.000Z`)),
    ...numbered(returned, (index) =>
      touch(`${month}/${index}`, 'returned', `${next}-05T00:00:00.000Z`),
    ),
  ])
  const rows = await withLab(events, (lab) =>
    lab.ask({
      cohorts: [cohort],
      sourceSystem: 'example',
      cut: '2026-04-20T00:00:00.000Z',
      query: 'cohort_calendar',
      parameters: span('month', '2026-01-01', '2026-04-01'),
    }),
  )
  const cells = calendarCohorts(rows).map((each) => retained(each, 1, 'accounts'))
  expect(cells).toEqual([
    { base: 1000, left: 500, isComplete: true },
    { base: 500, left: 400, isComplete: true },
    { base: 700, left: 10, isComplete: false },
  ])
  expect(averageOf('size-weighted twice', cells)).toBeCloseTo(0.56, 10)
  expect(averageOf('pooled complete', cells)).toBe(0.6)
  expect(averageOf('including incomplete', cells)).toBeCloseTo(0.414, 3)
  expect(averageOf('mean of cohorts', cells)).toBe(0.65)
})

test.each([
  ['day', '2026-03-02T20:00:00.000Z', '2026-03-03T06:00:00.000Z'],
  ['month', '2026-02-25T00:00:00.000Z', '2026-03-03T00:00:00.000Z'],
] as const)(
  'example 44: %s 1 is reached by calendar, not rolling',
  async (unit, joined, returned) => {
    const events = [touch('a', 'joined', joined), touch('a', 'returned', returned)]
    const asked = {
      cohorts: [cohort],
      sourceSystem: 'example',
      cut: '2026-05-01T00:00:00.000Z',
    }
    const parameters = span(unit, '2026-02-01', '2026-04-01')
    const [calendar, rolling] = await withLab(events, async (lab) => [
      calendarCohorts(await lab.ask({ ...asked, query: 'cohort_calendar', parameters })),
      rollingCohorts(
        await lab.ask({
          ...asked,
          query: 'cohort_rolling',
          parameters: { ...parameters, ...unitParameters(unit) },
        }),
        unit,
        'UTC',
      ),
    ])
    expect(calendar?.map((each) => activeOn(each, 1) > 0)).toEqual([true])
    expect(rolling?.map((each) => activeOn(each, 1) > 0)).toEqual([false])
  },
)
