import { describe, expect, inject, test } from 'vitest'
import { cutShadows } from '#core/compose.ts'
import { createReference } from '#handlers/reference.ts'
import { conversions, convert } from '#test/sql/convert.ts'
import { trinoEngine } from './engine.ts'
import { openTrinoLake } from './lake.ts'

test('a loaded rate is known at once, and as it was before it changed', async () => {
  const lake = await openTrinoLake('reference')
  const load = (at: string, rate: string) =>
    createReference({ ...lake, clock: { now: () => new Date(at) } })({
      name: 'fx_rates.csv',
      text: `from_currency,to_currency,valid_on,rate\nUSD,EUR,2026-01-01,${rate}\n`,
    })
  const rates = async (cut: string) => {
    const { rows } = await lake.engine.run(cutShadows('reference', cut).fx_rates ?? '', 'rates')
    return rows.map((row) => row.rate)
  }
  const change = '2026-02-01T06:00:00.000Z'
  expect(await rates(change)).toEqual([])
  await load('2026-01-01T06:00:00.000Z', '0.90000001')
  expect(await rates('2025-01-01T00:00:00.000Z')).toEqual(['0.90000001'])
  await load(change, '0.8')
  expect(await rates(change)).toEqual(['0.90000001'])
  expect(await rates('2026-02-01T06:00:00.001Z')).toEqual(['0.80000000'])
})

describe('as on DuckDB', () => {
  const engine = trinoEngine(inject('trinoUrl'))

  test.each(conversions)('money is converted $what', async ({ converted, ...given }) => {
    expect(await convert(engine, given)).toEqual(converted)
  })
})
