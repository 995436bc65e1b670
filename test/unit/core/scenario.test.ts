import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeScenario, parseScenario, supposed } from '#core/scenario.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { givenTable } from '#test/sql/given.ts'
import { selectOf } from '#test/sql/values.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

async function rowsOf(scenario: string, log: string, columns: string) {
  const sql = supposed(parseScenario(scenario), selectOf(givenTable('event_log', log)))
  return (await engine.run(`select ${columns} from (${sql}) as log order by event_id`, scenario))
    .rows
}

test('prices move on deals, stages and revenue, exactly, and not on spend', async () => {
  const log = `event_id,type,amount,list_amount
d,deal,100.01,120
r,revenue,-0.0005,
s,spend,100,
t,touch,,`
  expect(await rowsOf('prices=+10', log, 'event_id, amount, list_amount')).toEqual([
    { event_id: 'd', amount: '110.0110', list_amount: '132.0000' },
    { event_id: 'r', amount: '-0.0006', list_amount: null },
    { event_id: 's', amount: '100.0000', list_amount: null },
    { event_id: 't', amount: null, list_amount: null },
  ])
})

test('half a discount lies half way to the last list price of the deal', async () => {
  const log = `event_id,type,opportunity_id,occurred_at,amount,list_amount
a,deal,o,2026-01-01,80,90
b,deal,o,2026-01-02,,100
c,stage,o,2026-01-03,70,
d,deal,p,2026-01-01,50,
e,deal,q,2026-01-01,120,100`
  expect(await rowsOf('discounts=0.5', log, 'event_id, amount')).toEqual([
    { event_id: 'a', amount: '90.0000' },
    { event_id: 'b', amount: null },
    { event_id: 'c', amount: '85.0000' },
    { event_id: 'd', amount: '50.0000' },
    { event_id: 'e', amount: '120.0000' },
  ])
})

describe('a win rate', () => {
  const close = (n: number, outcome: string, month = '01') =>
    `${String(n).padStart(3, '0')},stage,closed_${outcome},o${n},2026-${month}-05,${outcome},${outcome === 'lost' ? 'price' : ''}`
  const header = 'event_id,type,name,opportunity_id,occurred_at,outcome,reason'
  const log = [
    header,
    ...Array.from({ length: 30 }, (_, n) => close(n, n < 10 ? 'won' : 'lost')),
    ...Array.from({ length: 10 }, (_, n) => close(n + 100, 'lost', '02')),
  ].join('\n')
  const won =
    "count(*) filter (where outcome = 'won' and name = 'closed_won' and reason is null) as won"
  const perMonth = async (scenario: string) => {
    const sql = supposed(parseScenario(scenario), selectOf(givenTable('event_log', log)))
    const grouped = `select ${won}, count(*) as closes from (${sql}) as log group by date_trunc('month', occurred_at) order by closes desc`
    return (await engine.run(grouped, scenario)).rows
  }

  test('up ten points makes one close in ten of each month a win', async () => {
    expect(await perMonth('win_rate=+10')).toEqual([
      { won: 13, closes: 30 },
      { won: 1, closes: 10 },
    ])
  })

  test('down ten points takes them from the wins there are', async () => {
    expect(await perMonth('win_rate=-10')).toEqual([
      { won: 7, closes: 30 },
      { won: 0, closes: 10 },
    ])
  })

  test('leaves a deal that was re-opened as it is', async () => {
    const reopened = `${header}
a,stage,closed_lost,o,2026-01-01,lost,
b,stage,proposal,o,2026-01-02,open,`
    expect(await rowsOf('win_rate=+100', reopened, 'event_id, outcome')).toEqual([
      { event_id: 'a', outcome: 'lost' },
      { event_id: 'b', outcome: 'open' },
    ])
  })
})

test.each([
  '',
  'win_rate',
  'win_rate=two',
  'weather=+2',
  'discounts=-1',
  'prices=-91',
  "prices=1'",
])('%j is refused with what is allowed', (text) => {
  expect(() => parseScenario(text)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(/allowed/) }),
  )
})

test('a scenario is described in words', () => {
  expect(
    ['win_rate=+2', 'win_rate= 2', 'discounts=0.5', 'prices=-5'].map((text) =>
      describeScenario(parseScenario(text)),
    ),
  ).toEqual([
    'the win rate had been +2 points',
    'the win rate had been +2 points',
    'discounts had been 0.5 of what they were',
    'all prices had been -5%',
  ])
})
