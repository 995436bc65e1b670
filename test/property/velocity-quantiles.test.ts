import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { columnOf } from '#test/sql/report-parts.ts'
import { velocityReport } from '#test/sql/velocity-report.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

/** Linear interpolation between order statistics (type 7), as it is written in textbooks. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (sorted.length - 1) * share
  const low = sorted[Math.floor(rank)] ?? 0
  const high = sorted[Math.ceil(rank)] ?? 0
  return low + (rank - Math.floor(rank)) * (high - low)
}

const rowsOf = (seconds: readonly number[]) =>
  [
    'funnel,subject_id,attempt,visit,stage_no,entered_on,exited_on,is_open,seconds,outcome,segment',
    ...seconds.map(
      (each, index) => `sales,s${index},1,1,1,2026-03-01,2026-03-05,false,${each},open,a`,
    ),
  ].join('\n')

test('median, p75 and p90 of any durations are those of the textbook', async () => {
  const durations = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 45 })
  await fc.assert(
    fc.asyncProperty(durations, async (seconds) => {
      const report = await velocityReport(engine, { rows: { visit_times: rowsOf(seconds) } })
      const [shares, columns] = [
        [0.5, 0.75, 0.9],
        ['median', 'p75', 'p90'],
      ] as const
      for (const [index, share] of shares.entries()) {
        const found = columnOf(report, 'time_in_stage', columns[index] ?? '')[0]
        expect(Number(found) * 86_400).toBeCloseTo(quantile(seconds, share), 2)
      }
    }),
    { numRuns: 20 },
  )
})
