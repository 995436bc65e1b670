import { expect, test } from 'vitest'
import type { Row } from '#core/ports.ts'
import { conversion } from '#core/reports/conversion/report.ts'
import type { ReportInput } from '#core/reports/definition.ts'
import { column, input, nothing, outcome } from './conversion-fixture.ts'

const shown = (more: Partial<ReportInput>, cohorts: Row[]) =>
  column(conversion.body({ ...input, ...more }, { ...nothing, cohorts }), 'cohorts', 'cohort')

const cohort = (month: string, entered: number): Row => ({
  label: month,
  starts_on: `${month}-01`,
  ...outcome(entered, 0),
  old: 0,
  mature: 0,
  mature_won: 0,
})

test('cohorts that only look back begin with the first entry', () => {
  const months = [
    cohort('2025-12', 0),
    cohort('2026-01', 3),
    cohort('2026-02', 0),
    cohort('2026-03', 0),
  ]
  expect(shown({}, months)).toEqual(['2026-01', '2026-02', '2026-03'])
  expect(shown({}, [cohort('2026-02', 0), cohort('2026-03', 0)])).toEqual(['2026-03'])
})

test('cohorts of everything are without empty ends', () => {
  const period = { label: 'all', startsOn: '1990-01-01', endsOn: '2026-04-01' }
  const months = [cohort('2026-01', 0), cohort('2026-02', 3), cohort('2026-03', 0)]
  expect(shown({ period }, months)).toEqual(['2026-02'])
})
