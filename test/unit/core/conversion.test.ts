import { describe, expect, test } from 'vitest'
import { parseFunnel } from '#core/funnel.ts'
import type { Row } from '#core/ports.ts'
import type { RateCell, Table } from '#core/report-data.ts'
import { conversion } from '#core/reports/conversion.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog } from '#functions/catalog.ts'
import { contextOf } from '#handlers/report-context.ts'
import { settings as shipped } from '#infra/settings.ts'

const catalog = loadCatalog(new URL('../../../queries/', import.meta.url))
const stage = (id: string, position: string) => ({ id, label: id, position, events: [id] })
const funnel = parseFunnel({
  id: 'sales',
  title: 'Sales',
  subject: 'lead',
  stages: [
    stage('Lead', 'top'),
    stage('Demo', 'middle'),
    stage('Won', 'bottom'),
    stage('Renewed', 'post'),
  ].map((each) => ({ ...each, id: each.id.toLowerCase() })),
  won_stage: 'won',
})
const live = { schema: 'a', cut: '2026-04-10T06:00:00.000Z', builtAt: '', hashes: {} }
const request = { report: 'conversion', period: '2026-03', funnel }
const { input } = contextOf(request, live, catalog, parseSettings(shipped))

/** The seven tries of the SQL case `conversion_stages/states_add_up`. */
const stages = [
  ['any', 1, 7, 7, 1, 0, 1, 0],
  ['any', 2, 5, 4, 1, 1, 0, 0],
  ['any', 3, 3, 3, 0, 0, 2, 0],
  ['any', 4, 1, 1, 0, 0, 1, 0],
  ['all', 1, 7, 7, 1, 0, 1, 1],
  ['all', 2, 4, 4, 1, 1, 0, 0],
  ['all', 3, 2, 2, 0, 0, 1, 0],
].map(
  ([
    rule = '',
    step = 0,
    reached = 0,
    visited = 0,
    lost = 0,
    expired = 0,
    still_open = 0,
    won_otherwise = 0,
  ]): Row => ({
    rule,
    step,
    reached,
    visited,
    lost,
    expired,
    still_open,
    won_otherwise,
  }),
)
const outcome = (entered: number, won: number) => ({
  entered,
  won,
  lost: 0,
  expired: 0,
  still_open: entered - won,
  won_otherwise: 0,
})
const time = (number: number, total: number | null, median: number | null, skipped = 0): Row => ({
  number,
  total_seconds: total,
  median_seconds: median,
  won: number,
  not_from_first_step: skipped,
})
const rows = {
  stages,
  cohorts: [
    { label: '2026-02', starts_on: '2026-02-01', ...outcome(0, 0) },
    { label: '2026-03', starts_on: '2026-03-01', ...outcome(7, 3) },
  ],
  breakdown: [
    { dimension: 'channel', value: 'ads', ...outcome(6, 3) },
    { dimension: 'channel', value: '(none)', ...outcome(1, 0) },
  ],
  timeToWon: [time(2, 3 * 86_400, 1.5 * 86_400, 1)],
  negative: Array.from({ length: 7 }, (_, index) => ({ subject_id: `l${index}`, seconds: -60 })),
}
const nothing = {
  stages: [],
  cohorts: [],
  breakdown: [],
  timeToWon: [time(0, null, null)],
  negative: [],
}

const body = conversion.body(input, rows)
const tables = body.sections.flatMap((section) => section.tables)
const tableOf = (id: string): Table => {
  const found = tables.find((table) => table.id === id)
  if (!found) throw new Error(`no table ${id}`)
  return found
}
const column = (id: string, name: string) => tableOf(id).rows.map((row) => row[name])
const rates = (id: string, name: string) =>
  column(id, name).map((cell) => (cell as RateCell | null)?.value ?? null)
const figure = (id: string, of = body) => of.figures.find((each) => each.id === id)

describe('figures', () => {
  test('stand on the first rule: 3 of 7 won, 1 open, 3 dropped off', () => {
    expect(figure('conversion')).toMatchObject({ value: 0.4285714286, n: 7, smallSample: true })
    expect(figure('conversion')?.receipt).toMatchObject({ numerator: 3, denominator: 7 })
    expect(['entered', 'won', 'open'].map((id) => figure(id)?.value)).toEqual([7, 3, 1])
    expect(body.headline).toBe(
      '3 of 7 leads that entered in 2026-03 were won (42.9 %); 1 are still open and 3 dropped off.',
    )
  })

  test('of time are in days, with what they were measured on', () => {
    expect(figure('days_to_won_median')).toMatchObject({ value: 1.5, n: 2, smallSample: true })
    expect(figure('days_to_won_mean')).toMatchObject({ value: 1.5, n: 2 })
  })

  test('without entries are empty and say why', () => {
    const empty = conversion.body(input, nothing)
    expect(figure('conversion', empty)).toMatchObject({ value: null, interval: null, n: 0 })
    expect(figure('conversion', empty)?.missing).toMatch(/nothing entered/)
    expect(figure('days_to_won_mean', empty)).toMatchObject({ value: null })
    expect(empty.headline).toBe('No lead entered Sales in 2026-03.')
    expect(empty.notes.map((note) => note.code)).toEqual(['empty_period'])
  })
})

describe('tables', () => {
  test('of stages have step rates on the step before and overall rates on the first', () => {
    expect(rates('stages', 'step_rate')).toEqual([null, 0.7142857143, 0.6, 0.3333333333])
    expect(rates('stages', 'overall_rate')).toEqual([1, 0.7142857143, 0.4285714286, 0.1428571429])
    expect(column('stages', 'skipped')).toEqual([0, 1, 0, 0])
  })

  test('of the rule all show who won another way, and zeros for steps without rows', () => {
    expect(column('stages_all', 'reached')).toEqual([7, 4, 2, 0])
    expect(column('stages_all', 'won_otherwise')).toEqual([1, 0, 0, 0])
    expect(tableOf('stages').columns.some((each) => each.id === 'won_otherwise')).toBe(false)
  })

  test('of cohorts and values keep an empty period, with a dash for its rate', () => {
    expect(column('cohorts', 'entered')).toEqual([0, 7])
    expect(rates('cohorts', 'conversion')).toEqual([null, 0.4285714286])
    expect(column('by_channel', 'channel')).toEqual(['ads', '(none)'])
    expect(column('by_region', 'region')).toEqual([])
  })

  test('drop empty cohorts at both ends when the period is everything', () => {
    const period = { label: 'all', startsOn: '1990-01-01', endsOn: '2026-04-01' }
    const all = conversion.body({ ...input, period }, rows)
    const shown = all.sections
      .flatMap((section) => section.tables)
      .find((each) => each.id === 'cohorts')
    expect(shown?.rows.map((row) => row.cohort)).toEqual(['2026-03'])
  })

  test('have a cell for each of their columns in every row, and no other', () => {
    for (const { columns, rows: shown } of tables) {
      const ids = columns.map((each) => each.id).sort()
      for (const row of shown) expect(Object.keys(row).sort()).toEqual(ids)
    }
  })
})

test('notes name small samples, negative durations by five examples, and skipped first stages', () => {
  expect(body.notes).toMatchObject([
    { code: 'small_sample', count: 7 },
    { code: 'negative_duration', count: 7, examples: ['l0', 'l1', 'l2', 'l3', 'l4'] },
    { code: 'first_stage_skipped', count: 1 },
  ])
})

test('rows that a query gives otherwise than they are read here are refused', () => {
  expect(() => conversion.body(input, { ...rows, stages: [{ rule: 'any' }] })).toThrow()
  expect(() => conversion.body(input, { ...rows, timeToWon: [] })).toThrow()
})
