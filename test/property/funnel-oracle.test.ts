import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disagreement, drawBatch, firstSeed, runs } from '#test/oracle/batch.ts'
import { type Ask, askOracle } from '#test/oracle/compare.ts'
import { openWarehouse } from '#test/oracle/warehouse.ts'

/** Each batch has definitions of its own. */
const perBatch = 50
const batches = Array.from({ length: Math.ceil(runs / perBatch) }, (_, index) => ({
  seed: firstSeed + index * 1_000,
  size: Math.min(perBatch, runs - index * perBatch),
}))

describe('funnels computed event by event', () => {
  let warehouse: Awaited<ReturnType<typeof openWarehouse>>

  beforeAll(async () => {
    warehouse = await openWarehouse()
  })

  afterAll(() => warehouse.close())

  test.each(batches)(
    'are those of DuckDB: $size histories from seed $seed',
    async (batch) => {
      const { seed, size } = batch
      expect(await disagreement(warehouse.ask, drawBatch(seed, size))).toBe('')
    },
    120_000,
  )
})

describe('the comparison', () => {
  const batch = drawBatch(1, 25)

  test('sees every movement, outcome, rule and kind of entry', () => {
    const answers = Array.from({ length: 24 }, (_, seed) => drawBatch(seed, 10)).map(
      ({ funnels, worlds }) => askOracle(funnels, worlds),
    )
    const [visits, journeys, tries] = [
      answers.flatMap((answer) => answer.visits),
      answers.flatMap((answer) => answer.journeys),
      answers.flatMap((answer) => answer.tries),
    ]
    const seen = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
      [...new Set(rows.map((row) => row[column]))].sort()
    const movements = ['advance', 'enter', 'late create', 're-open', 'recycle', 'regress', 'skip']
    expect(seen(visits, 'movement')).toEqual(movements)
    expect(seen(journeys, 'outcome')).toEqual(['expired', 'lost', 'open', 'won'])
    expect(seen(journeys, 'rule')).toEqual(['all', 'any', 'visited'])
    expect(seen(tries, 'outcome')).toEqual(['expired', 'lost', 'open', 'won'])
    expect(seen(tries, 'entries')).toEqual(['attempt', 'every', 'first', 'reentry', 'restart'])
    expect(tries.some((row) => Number(row.furthest_step) > 4)).toBe(true)
  })

  const lines = (text: string) => text.split('\n').filter((line) => line.includes('"event_id"'))

  test('finds an engine that forgets retractions, and shows it by a few events', async () => {
    const forgetful: Ask = async (log, funnels) =>
      askOracle(funnels, [log.filter((event) => event.type !== 'retract')])
    const events = lines(await disagreement(forgetful, batch))
    expect(events.length).toBeLessThan(6)
    expect(events.join()).toContain('"type":"retract"')
  })

  test('finds an engine that reads days in UTC', async () => {
    const elsewhere: Ask = async (log, funnels) => {
      const answer = askOracle(funnels, [log])
      const visits = answer.visits.map((row) => ({
        ...row,
        entered_on: String(row.entered_at).slice(0, 10),
      }))
      return { ...answer, visits }
    }
    expect(lines(await disagreement(elsewhere, batch))).toHaveLength(1)
  })
})
