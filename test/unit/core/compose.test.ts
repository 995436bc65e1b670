import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compose, cutShadows, modelShadows, settingsShadow, tableShadows } from '#core/compose.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
  await engine.run('create table numbers as select 99 as n', 'table')
})

afterAll(() => engine.close())

const three = 'select n from (values (1), (2), (3)) as given (n)'
const total = async (sql: string) => (await engine.run(sql, 'composed')).rows

describe('a shadow', () => {
  test('stands for the table of its name, with or without CTEs in the query', async () => {
    const plain = compose('select sum(n) as x from numbers', ['numbers'], { numbers: three })
    expect(await total(plain)).toEqual([{ x: 6 }])
    const withCte =
      '-- Why.\n-- grain: one row\nwith twice as (select n * 2 as n from numbers)\nselect sum(n) as x from twice'
    expect(await total(compose(withCte, ['numbers'], { numbers: three }))).toEqual([{ x: 12 }])
  })

  test('may read the table that it stands for', async () => {
    const shadows = { numbers: 'select n + 1 as n from main.numbers' }
    expect(await total(compose('select n from numbers', ['numbers'], shadows))).toEqual([
      { n: 100 },
    ])
  })

  test('is put there for the inputs only', () => {
    const sql = compose('select 1 from a', ['a'], { a: 'select 1', b: 'select 2' })
    expect(sql).toBe('with a as (\n    select 1\n)\n\nselect 1 from a')
    expect(compose('select 1', [], { a: 'select 1' })).toBe('select 1')
  })

  test('may end in a comment', async () => {
    const shadows = { numbers: `${three} -- three` }
    expect(await total(compose('select sum(n) as x from numbers', ['numbers'], shadows))).toEqual([
      { x: 6 },
    ])
  })

  test('that is missing is named', () => {
    expect(() => compose('select 1 from a', ['a'], {})).toThrow('no table for a')
  })
})

test('comments stay in front', () => {
  const sql = '-- Why.\n-- grain: n\n\nwith b as (select n from a)\n\nselect * from b\n'
  expect(compose(sql, ['a'], { a: 'select 1 as n' })).toBe(
    '-- Why.\n-- grain: n\n\nwith a as (\n    select 1 as n\n),\n\nb as (select n from a)\n\nselect * from b\n',
  )
})

describe('a view', () => {
  const cut = '2026-03-01T06:00:00.000Z'
  const at = "timestamp '2026-03-01 06:00:00.000'"

  test('replayed counts an event from when it was recorded, and takes the latest reference data', () => {
    const shadows = cutShadows('lake', cut, { basis: 'replayed', scenario: null })
    expect(shadows.event_log).toBe(
      `select * from lake.event_log where coalesce(recorded_at, occurred_at) < ${at} and occurred_at < ${at}`,
    )
    expect(shadows.fx_rates).toContain("timestamp '9999-12-31 00:00:00.000' <= known_until")
    expect(cutShadows('lake', cut).fx_rates).toContain(`${at} <= known_until`)
  })

  test('with a scenario reads the log as it is supposed', () => {
    const scenario = { kind: 'prices', hundredths: 1000 } as const
    const { event_log: log } = cutShadows('lake', cut, { basis: 'known', scenario })
    expect(log).toContain('1.1000')
    expect(log).toContain(`received_at < ${at}`)
  })
})

test('the settings that models read are one row', async () => {
  const settings = {
    currency: 'EUR',
    attributionLookbackDays: 90,
    attributionPath: { dropEverywhere: [], dropAtEnd: ["it's direct"], collapseRepeats: true },
    wonHorizonDays: 180,
    identity: {
      mergeByEmailHash: true,
      mostPerEmailHash: 10,
      contactByEmailHash: true,
      mergeByDomain: false,
      mostPerDomain: 7,
      accountByDomain: false,
      sharedDomains: ['mail.example'],
    },
  }
  const sql = compose('select * from settings', ['settings'], settingsShadow(settings))
  expect(await total(sql)).toEqual([
    {
      currency: 'EUR',
      lookback_days: 90,
      won_horizon_days: 180,
      path_collapsed: true,
      path_dropped_last: '["it\'s direct"]',
      path_dropped: '[]',
      merge_by_email_hash: true,
      most_per_email_hash: 10,
      contact_by_email_hash: true,
      merge_by_domain: false,
      most_per_domain: 7,
      account_by_domain: false,
      shared_domains: '["mail.example"]',
    },
  ])
})

test('a reference table has its columns, of the version that the cut sees', () => {
  const at = "timestamp '2026-03-01 06:00:00.000'"
  const shadows = cutShadows('lake', '2026-03-01T06:00:00.000Z')
  expect(shadows.committee_roles).toBe(
    `select role, is_decision from lake.committee_roles where known_from < ${at} and ${at} <= known_until`,
  )
  expect(shadows.holidays).toContain("timestamp '9999-12-31 00:00:00.000' <= known_until")
})

describe('the cut', () => {
  const cut = '2026-03-01T06:00:00.000Z'

  test('is a moment with milliseconds, and bounds both when events were received and occurred', () => {
    const shadows = cutShadows('lake', cut)
    expect(shadows.cut).toBe("select timestamp '2026-03-01 06:00:00.000' as cut_at")
    expect(shadows.event_log).toBe(
      "select * from lake.event_log where received_at < timestamp '2026-03-01 06:00:00.000' and occurred_at < timestamp '2026-03-01 06:00:00.000'",
    )
    expect(shadows.calendar).toBe(
      'select kind, label, starts_on, ends_on, cast(starts_at as timestamp(6)) as starts_at, cast(ends_at as timestamp(6)) as ends_at from lake.calendar',
    )
  })

  test.each(['2026-03-01', "2026-03-01T06:00:00.000Z' or 1 = 1 --", '2026-03-01T06:00:00Z', ''])(
    '%j is none',
    (text) => {
      expect(() => cutShadows('lake', text)).toThrow('not a timestamp parameter')
    },
  )
})

test('a view is read as its own query, over tables and other views', () => {
  const model = (name: string, input: string, isView: boolean) => ({
    name,
    sql: `select * from ${input}`,
    inputs: [input],
    isView,
  })
  const models = [model('a', 'event_log', false), model('b', 'a', true), model('c', 'b', true)]
  expect(modelShadows('build_a', models, { event_log: 'select 1' })).toEqual({
    event_log: 'select 1',
    a: 'select * from build_a.a',
    b: 'with a as (\n    select * from build_a.a\n)\n\nselect * from a',
    c: 'with b as (\n    with a as (\n    select * from build_a.a\n)\n\nselect * from a\n)\n\nselect * from b',
  })
})

test('models are read from a schema', () => {
  expect(tableShadows('build_a', ['events', 'journeys'])).toEqual({
    events: 'select * from build_a.events',
    journeys: 'select * from build_a.journeys',
  })
})
