import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { columnOf } from './report-parts.ts'
import { modelRows, unitReport } from './unit-economics-report.ts'

// Worked examples published by others; each comes out of the report's own queries.

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

/** Touches of one account on days in a row, each a campaign of its own, and what it was won for. */
const path = (channels: readonly string[], value: number) => ({
  touches: [
    'event_id,account_id,kind,channel,campaign,is_aggregate,occurred_at',
    ...channels.map(
      (channel, index) =>
        `t${index},a0,interaction,${channel},t${index},false,2026-03-${String(index + 1).padStart(2, '0')}`,
    ),
  ].join('\n'),
  conversions: `conversion_id,basis,account_id,is_customer,converted_at,converted_on,value,segment
c0,won,a0,true,2026-03-20,2026-03-20,${value},smb`,
})

/** What each touch earned, in the order of the touches. */
async function earned(channels: readonly string[], value: number, model: string) {
  const report = await unitReport(engine, path(channels, value))
  const column = (id: string, of: string) => {
    const names = columnOf(report, id, 'campaign')
    const values = columnOf(report, id, of)
    return channels.map((_, index) => Number(values[names.indexOf(`t${index}`)]))
  }
  return {
    money: column('won_amount_by_campaign', model),
    credits: column('customers_by_campaign', model),
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('attribution', () => {
  test.each([
    ['first', [140, 0, 0]],
    ['last', [0, 0, 140]],
    ['position', [56, 28, 56]],
  ])('29: of 140, %s gives %j', async (model, expected) => {
    const { money } = await earned(['Direct', 'Organic_Search', 'Direct'], 140, model)
    expect(money).toEqual(expected)
  })

  test('29: of 140, linear gives a third each; in whole ten-thousandths the last has less', async () => {
    const { money, credits } = await earned(['Direct', 'Organic_Search', 'Direct'], 140, 'linear')
    for (const credit of credits) expect(credit * 140).toBeCloseTo(46.6667, 4)
    expect(money).toEqual([46.6667, 46.6667, 46.6666])
  })

  test.each(['linear', 'position'])('30: of 66.5, %s gives half each', async (model) => {
    expect((await earned(['Display', 'Organic'], 66.5, model)).money).toEqual([33.25, 33.25])
  })

  test.each([
    [6, 'position', [0.4, 0.05, 0.05, 0.05, 0.05, 0.4]],
    [6, 'j', [0.2, 0.05, 0.05, 0.05, 0.05, 0.6]],
    [6, 'inverse_j', [0.6, 0.05, 0.05, 0.05, 0.05, 0.2]],
    [2, 'position', [0.5, 0.5]],
    [2, 'j', [0.25, 0.75]],
    [2, 'inverse_j', [0.75, 0.25]],
  ])('31: %i touches under %s earn %j', async (touches, model, expected) => {
    const channels = Array.from({ length: touches }, (_, index) => `channel${index}`)
    const { credits } = await earned(channels, 1, model)
    expect(credits).toEqual(expected)
    expect(sum(credits)).toBeCloseTo(1, 10)
  })
})

describe('path options', () => {
  test.each([
    ['AAB', 'true,[],[]', 'AB'],
    ['ABA', 'false,[],"[""A""]"', 'AB'],
    ['ABAA', 'false,[],"[""A""]"', 'AB'],
    ['ABAA', 'false,"[""A""]",[]', 'B'],
  ])('32: %s with %s is %s', async (touched, options, expected) => {
    const given = {
      ...path([...touched], 1),
      settings: `currency,lookback_days,path_collapsed,path_dropped,path_dropped_last\nEUR,90,${options}`,
    }
    const rows = await modelRows(engine, 'attribution_paths', given)
    const inOrder = rows.toSorted((a, b) => Number(a.place) - Number(b.place))
    expect(inOrder.map((row) => row.channel).join('')).toBe(expected)
  })
})
