import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { amountText, tenThousandths } from '#core/money.ts'
import { moneyRate, spanMovements } from '#core/reports/retention/movements.ts'
import { retentionQueries } from '#core/reports/retention/queries.ts'
import { readMovements } from '#core/reports/retention/rows.ts'
import { movementsByKind } from '#test/oracle/mrr.ts'
import { apart, histories, worldRates } from '#test/oracle/mrr-worlds.ts'
import type { RawEvent } from '#test/oracle/raw-event.ts'
import { openRetention, retentionInput } from '#test/sql/retention-report.ts'

const zone = 'Europe/Berlin'
const cut = '2026-04-10T12:00:00.000Z'
const size = 40

const drawWorlds = (seed: number) => apart(fc.sample(histories, { seed, numRuns: size }))

/** Periods of every kind, one that is running, and one cut in the middle of a month. */
const labels = ['2026-02', '2026-03', '2026-Q1', '2026-W14', '2026-03-29', '2026-04', '2026', 'all']
const cutInMonth = '2026-01-20..2026-03-08'

describe('recurring revenue worked out event by event', () => {
  let business: Awaited<ReturnType<typeof openRetention>>

  beforeAll(async () => {
    business = await openRetention(zone)
  })

  afterAll(() => business.close())

  const movementsOf = async (label: string) => {
    const input = retentionInput(label, cut, zone)
    const { movements, changes, reasons } = retentionQueries(input)
    const [rows, each, why] = [
      await business.rows(movements),
      await business.rows(changes),
      await business.rows(reasons),
    ]
    return { input, rows: readMovements({ movements: rows }), each, why }
  }

  function expected(worlds: readonly RawEvent[][], startsOn: string, endsOn: string) {
    return movementsByKind({ worlds, rates: worldRates, zone, cut, startsOn, endsOn })
  }

  test.each([11, 12, 13])(
    'is that of the SQL, and adds up, for histories from seed %i',
    async (seed) => {
      const worlds = drawWorlds(seed)
      await business.build({ events: worlds.flat(), cut, rates: worldRates })
      for (const label of [...labels, cutInMonth]) {
        const { input, rows, each, why } = await movementsOf(label)
        const byKind = Object.fromEntries(
          rows
            .filter((row) => row.span === 'period' && row.dimension === 'all')
            .map(({ kind, accounts, opened, moved, closed, cross_sell }) => [
              kind,
              { accounts, opened, moved, closed, cross_sell },
            ]),
        )
        const { startsOn, endsOn } = input.period
        expect({ label, ...byKind }).toEqual({ label, ...expected(worlds, startsOn, endsOn) })

        const of = spanMovements(rows, 'period')
        const moved =
          of.new + of.reactivation + of.upsell + of.crossSell + of.contraction + of.churn
        expect(of.start + moved + of.fx).toBe(of.end)
        expect(Number(moneyRate('grr', of).value)).toBeLessThanOrEqual(1)
        const sum = (list: typeof each, column: string) =>
          list.reduce((total, row) => total + tenThousandths(String(row[column])), 0n)
        expect(amountText(sum(each, 'change'))).toBe(amountText(moved))
        const reasons = why.filter((row) => row.dimension === 'all')
        expect(amountText(-sum(reasons, 'churned'))).toBe(amountText(of.churn))
      }
    },
    60_000,
  )

  test('the histories hold every kind of movement, and what has no rate', () => {
    const worlds = drawWorlds(11)
    const kinds = Object.keys(expected(worlds, '2026-03-01', '2026-04-01')).sort()
    expect(kinds).toEqual(['churn', 'contraction', 'expansion', 'new', 'none', 'reactivation'])
    expect(worlds.flat().some((event) => event.currency === 'XXX')).toBe(true)
  })
})
