import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sumOfMoney } from '#core/money.ts'
import type { Row } from '#core/ports.ts'
import { pageQueries } from '#core/reports/pipeline/queries.ts'
import { readRows } from '#core/reports/pipeline/rows.ts'
import { wholeStanding } from '#core/reports/pipeline/standing.ts'
import { walkLines, walkOf } from '#core/reports/pipeline/walk.ts'
import { drawDeals } from '#test/oracle/deal-worlds.ts'
import { worldRates } from '#test/oracle/mrr-worlds.ts'
import { type Walk, walkByReplay } from '#test/oracle/pipeline-walk.ts'
import { openPipeline, pipelineInput } from '#test/sql/pipeline-report.ts'

const zone = 'Europe/Berlin'
const cut = '2026-04-03T12:00:00.000Z'
const quotas = [
  { startsOn: '2026-01-01', endsOn: '2026-04-01', amount: '1000' },
  { startsOn: '2026-04-01', endsOn: '2026-07-01', amount: '1000' },
]

/** A month, a week, days around the change to summer time, a quarter, one that runs, everything. */
const labels = [
  '2026-02',
  '2026-W09',
  '2026-03-28..2026-03-30',
  '2026-Q1',
  '2026-04',
  '2026',
  'all',
]

describe('the pipeline walk', () => {
  let business: Awaited<ReturnType<typeof openPipeline>>

  beforeAll(async () => {
    business = await openPipeline(zone)
  })

  afterAll(() => business.close())

  const resultOf = async (label: string) => {
    const input = pipelineInput(label, cut, zone)
    const rows: Record<string, readonly Row[]> = {}
    for (const [name, query] of Object.entries(pageQueries(input))) {
      rows[name] = ['walk', 'open', 'weights'].includes(name) ? await business.rows(query) : []
    }
    return { period: input.period, result: readRows(rows) }
  }

  /** Lines that hold a deal. */
  const shown = (steps: ReturnType<typeof walkOf>): Walk =>
    Object.fromEntries(
      steps
        .filter(({ deals }) => deals > 0)
        .map(({ line, deals, money }) => [line, { deals, money }]),
    )

  const dueDays = (label: string) =>
    ({ '2026-04': ['2026-04-01', '2026-07-01'], '2026': ['2026-01-01', '2026-07-01'] })[label] ??
    (label === 'all' ? ['2026-01-01', '2026-07-01'] : ['2026-01-01', '2026-04-01'])

  test.each([21, 22, 23])(
    'is that of the deals replayed one by one, and adds up, for histories from seed %i',
    { timeout: 120_000 },
    async (seed) => {
      const events = drawDeals(seed, 120)
      await business.build({ events, cut, rates: worldRates, quotas })
      for (const label of labels) {
        const { period, result } = await resultOf(label)
        const [from = '', to = ''] = dueDays(label)
        const { startsOn, endsOn } = period
        const question = {
          events,
          rates: worldRates,
          zone,
          cut,
          startsOn,
          endsOn,
          due: { from, to },
        }
        for (const scope of ['all', 'due'] as const) {
          const steps = walkOf(result.walk, scope)
          const walk = shown(steps)
          expect({ label, scope, walk }).toEqual({
            label,
            scope,
            walk: walkByReplay(question, scope === 'due'),
          })
          const added = steps.filter(({ line }) => line !== 'closing').map(({ money }) => money)
          expect(sumOfMoney(added)).toBe(steps.find(({ line }) => line === 'closing')?.money)
        }
        const closing = walkOf(result.walk, 'all').at(-1)
        const { deals, money } = wholeStanding(result)
        expect({ label, deals, money }).toEqual({
          label,
          deals: closing?.deals,
          money: closing?.money,
        })
      }
    },
  )

  test('the histories hold every line', () => {
    const asked = {
      ...{ rates: worldRates, zone, cut, startsOn: '2026-02-01', endsOn: '2026-03-15' },
      due: { from: '2026-01-01', to: '2026-04-01' },
    }
    const lines = [21, 22, 23].flatMap((seed) =>
      Object.keys(walkByReplay({ ...asked, events: drawDeals(seed, 120) }, true)),
    )
    expect([...new Set(lines)].sort()).toEqual(walkLines.map(([line]) => String(line)).sort())
  })
})
