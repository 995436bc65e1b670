import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '#core/ports.ts'
import type { TableCell } from '#core/report-data.ts'
import type { ReportBody } from '#core/reports/definition.ts'
import { openEstimate } from '#core/reports/pipeline/forecast.ts'
import { pipeline } from '#core/reports/pipeline/report.ts'
import { readRows } from '#core/reports/pipeline/rows.ts'
import { type Deal, eventsOf, times } from './deals.ts'
import { openPipeline, pipelineInput } from './pipeline-report.ts'
import { columnOf, figureOf } from './report-parts.ts'

// Worked examples published by others; each comes out of the report's own models and queries.

const cut = '2026-04-01T00:00:00.000Z'
let business: Awaited<ReturnType<typeof openPipeline>>

beforeAll(async () => {
  business = await openPipeline()
})

afterAll(() => business.close())

const closed = (number: number, outcome: Deal['outcome'], on = '2026-03-20'): Deal[] =>
  times(number, { opened: '2026-02-10', ...(outcome ? { outcome } : {}), closed: on })

const rateOf = (report: ReportBody, basis: string) => {
  const place = columnOf(report, 'win_rate', 'basis').indexOf(basis)
  return rateIn(columnOf(report, 'win_rate', 'rate')[place])
}

const rateIn = (cell: TableCell | undefined) =>
  typeof cell === 'object' && cell !== null ? cell.value : cell

describe('win rate', { timeout: 60_000 }, () => {
  test('3: 12 won, 26 lost and 9 without decision are 31.6 %, and 25.5 % of all three', async () => {
    const deals = [...closed(12, 'won'), ...closed(26, 'lost'), ...closed(9, 'no_decision')]
    await business.build({ cut, events: eventsOf(deals) })
    const report = await business.report('2026-03')
    expect(figureOf(report, 'win_rate')).toBeCloseTo(0.316, 3)
    expect(rateOf(report, 'with no-decision')).toBeCloseTo(0.255, 3)
  })

  test('4: of 100 created 3 are won, 7 lost and 90 open: 3 % created, 30 % closed', async () => {
    const opened = '2026-03-05'
    const ends = (outcome: 'won' | 'lost') => ({ opened, outcome, closed: '2026-03-20' })
    const deals = [...times(3, ends('won')), ...times(7, ends('lost')), ...times(90, { opened })]
    await business.build({ cut, events: eventsOf(deals) })
    const report = await business.report('2026-03')
    expect(rateOf(report, 'created')).toBe(0.03)
    expect(rateOf(report, 'closed (default)')).toBe(0.3)
    expect(rateOf(report, 'all')).toBe(0.03)
  })

  test.each([
    ['5', 20, 80, 0.2],
    ['49', 40, 120, 0.25],
  ])('%s: %i won and %i lost are %f', async (_, won, lost, rate) => {
    await business.build({
      cut,
      events: eventsOf([...closed(won, 'won'), ...closed(lost, 'lost')]),
    })
    expect(figureOf(await business.report('2026-03'), 'win_rate')).toBe(rate)
  })
})

describe('coverage', { timeout: 60_000 }, () => {
  const lineOf = (report: ReportBody, line: string, column: string) => {
    const place = columnOf(report, 'coverage', 'line').findIndex((each) =>
      String(each).startsWith(line),
    )
    return rateIn(columnOf(report, 'coverage', column)[place])
  }

  const covered = async (open: number, quota: number, won: number, lost: number) => {
    const deals = [
      { opened: '2026-03-01', amount: open, expected: '2026-05-15' },
      ...closed(won, 'won'),
      ...closed(lost, 'lost'),
    ]
    const quotas = [{ startsOn: '2026-04-01', endsOn: '2026-07-01', amount: String(quota) }]
    await business.build({ cut, events: eventsOf(deals), quotas })
    return business.report('2026-03')
  }

  test('6: 4.8 million against 1.6 at 22 % cover it 3 times, 4.545 needed, 66 % expected', async () => {
    const report = await covered(4_800_000, 1_600_000, 11, 39)
    expect(figureOf(report, 'coverage')).toBe(3)
    expect(lineOf(report, 'Needed', 'times')).toBeCloseTo(4.545, 3)
    expect(lineOf(report, 'Expected', 'money')).toBe(1_056_000)
    expect(lineOf(report, 'Expected', 'rate')).toBe(0.66)
  })

  test('7: 2.64 million against 0.8 at 18 % cover it 3.3 times, 5.556 needed', async () => {
    const report = await covered(2_640_000, 800_000, 9, 41)
    expect(figureOf(report, 'coverage')).toBe(3.3)
    expect(lineOf(report, 'Needed', 'times')).toBeCloseTo(5.556, 3)
  })
})

describe('weighted pipeline', { timeout: 60_000 }, () => {
  const opened = '2026-03-31'
  const sum = (cells: readonly (TableCell | undefined)[]) =>
    cells.reduce((total: number, cell) => total + Number(cell), 0)

  test('24: amounts at a stated probability of 70 % are 8,599.5', async () => {
    const amounts = [3950, 3060, 1460, 1340, 1285, 1190]
    const deals = amounts.map((amount) => ({ opened, amount, probability: 0.7 }))
    await business.build({ cut, events: eventsOf(deals) })
    const report = await business.report('2026-03')
    expect(columnOf(report, 'open_by_stage', 'stated')).toEqual([8599.5])
  })

  test('25: by month of the expected close', async () => {
    const deals = [
      { opened, amount: 100_000, probability: 0.5, expected: '2026-06-10' },
      { opened, amount: 100_000, probability: 0.5, expected: '2026-07-10' },
      { opened, amount: 100_000, probability: 1, expected: '2026-08-10' },
    ]
    await business.build({ cut, events: eventsOf(deals) })
    const report = await business.report('2026-03')
    expect(columnOf(report, 'open_by_expected', 'expected')).toEqual([
      '2026-06',
      '2026-07',
      '2026-08',
    ])
    expect(columnOf(report, 'open_by_expected', 'stated')).toEqual([50_000, 50_000, 100_000])
  })

  /** So many of 30 earlier visits to the stage were won a day later. */
  const history = (stage: string, won: number): Deal[] => {
    const earlier = { opened: '2025-06-02', stage, closed: '2025-06-03' }
    return [
      ...times(won, { ...earlier, outcome: 'won' }),
      ...times(30 - won, { ...earlier, outcome: 'lost' }),
    ]
  }

  test('47: 10, 50 and 80 % of 100,000 are 140,000, with a standard deviation of 70,710.68', async () => {
    const chances = [
      ['first', 3],
      ['second', 15],
      ['third', 24],
    ] as const
    const deals = chances.flatMap(([stage, won]): Deal[] => [
      ...history(stage, won),
      { opened, stage, amount: 100_000 },
    ])
    await business.build({ cut, events: eventsOf(deals) })
    const report = await business.report('2026-03')
    expect(columnOf(report, 'open_by_stage', 'weighted').sort()).toEqual([10_000, 50_000, 80_000])
    expect(figureOf(report, 'weighted_pipeline')).toBe(140_000)

    const rows: Record<string, readonly Row[]> = {}
    for (const [name, query] of Object.entries(pipeline.queries(pipelineInput('2026-03', cut)))) {
      rows[name] = await business.rows(query)
    }
    const { expected, low, high } = openEstimate(readRows(rows), { kind: 'month', place: 0 })
    expect(expected).toBe(140_000)
    expect((140_000 - Number(low)) / 1.2816).toBeCloseTo(70_710.68, 2)
    expect((Number(high) - 140_000) / 1.2816).toBeCloseTo(70_710.68, 2)
  })

  test('48: 30 % of 20,000 are 6,000, by history and as stated', async () => {
    const deals = [...history('opened', 9), { opened, amount: 20_000, probability: 0.3 }]
    await business.build({ cut, events: eventsOf(deals) })
    const report = await business.report('2026-03')
    expect(figureOf(report, 'weighted_pipeline')).toBe(6000)
    expect(sum(columnOf(report, 'open_by_segment', 'stated'))).toBe(6000)
  })
})
