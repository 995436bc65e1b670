import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { columnOf, figureOf } from './report-parts.ts'
import { velocityInput, velocityReport } from './velocity-report.ts'

// Worked examples published by others; each comes out of the report's own queries.

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

const addDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

const opportunityColumns =
  'opportunity_id,opened_at,opened_on,opened_date_only,state,closed_at,closed_on,closed_date_only,amount,currency,segment'

interface Deal {
  readonly opened: string
  readonly state: string
  readonly closed?: string
  readonly amount?: number
  readonly dateOnly?: boolean
  readonly segment?: string
}

/** Rows of `opportunities`; every moment is midnight UTC. */
function opportunities(deals: readonly Deal[]): string {
  const lines = deals.map((deal, index) => {
    const { opened, state, closed = '', amount = '', dateOnly = false, segment = 'any' } = deal
    const money = amount === '' ? ',' : `${amount},EUR`
    return `o${index},${opened},${opened},${dateOnly},${state},${closed},${closed},${dateOnly},${money},${segment}`
  })
  return [opportunityColumns, ...lines].join('\n')
}

/** Rows of `opportunity_states`: each closed deal was open until its close. */
function closes(deals: readonly Deal[]): string {
  const lines = deals.flatMap(({ state, closed }, index) =>
    closed === undefined ? [] : [`o${index},${state},${closed},9999-12-31`],
  )
  return [
    'opportunity_id,state:varchar,valid_from:timestamp(6),valid_to:timestamp(6)',
    ...lines,
  ].join('\n')
}

const march = `kind,label,starts_on,ends_on,starts_at,ends_at
day,2026-03-01,2026-03-01,2026-03-02,2026-03-01,2026-03-02`

/** So many open at the start of March, the rates by deals that closed in February. */
function velocityRows(open: number, won: number, lost: number, value: number, cycleDays: number) {
  const closed = '2026-02-20'
  const opened = addDays(closed, -cycleDays)
  const deals: Deal[] = [
    ...Array.from({ length: open }, () => ({ opened: '2026-01-15', state: 'open' })),
    ...Array.from({ length: won }, () => ({ opened, state: 'won', closed, amount: value })),
    ...Array.from({ length: lost }, () => ({ opened, state: 'lost', closed })),
  ]
  return { opportunities: opportunities(deals), opportunity_states: closes(deals), calendar: march }
}

describe('pipeline velocity', () => {
  test('1: 40 opportunities of 25,000 at 25 % in 90 days are 2,777.78 a day', async () => {
    const report = await velocityReport(engine, { rows: velocityRows(40, 1, 3, 25_000, 90) })
    expect(figureOf(report, 'win_rate')).toBe(0.25)
    expect(figureOf(report, 'average_won_value')).toBe(25_000)
    expect(figureOf(report, 'mean_won_cycle')).toBe(90)
    expect(figureOf(report, 'pipeline_velocity')).toBeCloseTo(2777.78, 2)
    expect(Number(figureOf(report, 'pipeline_velocity')) * 30).toBeCloseTo(83_333, 0)
  })

  test.each([
    [78, 2326.15],
    [65, 2791.38],
  ])('2: 18 opportunities of 42,000 at 24 % in %i days are %f a day', async (days, perDay) => {
    const report = await velocityReport(engine, { rows: velocityRows(18, 6, 19, 42_000, days) })
    expect(figureOf(report, 'win_rate')).toBe(0.24)
    expect(figureOf(report, 'pipeline_velocity')).toBeCloseTo(perDay, 2)
  })
})

const wonAfter = (days: readonly number[]) =>
  opportunities(
    days.map((each) => ({
      opened: addDays('2026-03-20', -each),
      state: 'won',
      closed: '2026-03-20',
    })),
  )

describe('sales cycle', () => {
  test('8: 40, 30, 60 and 70 days have the mean and the median 50', async () => {
    const report = await velocityReport(engine, {
      rows: { opportunities: wonAfter([40, 30, 60, 70]) },
    })
    expect(figureOf(report, 'sales_cycle_mean')).toBe(50)
    expect(figureOf(report, 'sales_cycle_median')).toBe(50)
  })

  test.each([
    [2025, 54, 46],
    [2024, 55, 139 / 3],
  ])('9: dates of %i give 45, %i and 39 days', async (year, second, mean) => {
    const deal = (segment: string, from: string, to: string): Deal => ({
      opened: `${year}-${from}`,
      closed: `${year}-${to}`,
      state: 'won',
      dateOnly: true,
      segment,
    })
    const rows = opportunities([
      deal('a', '01-01', '02-15'),
      deal('b', '01-10', '03-05'),
      deal('c', '01-20', '02-28'),
    ])
    const input = velocityInput({ period: `${year}-Q1` })
    const report = await velocityReport(engine, { rows: { opportunities: rows } }, input)
    expect(columnOf(report, 'sales_cycle_by_segment', 'mean')).toEqual([45, second, 39])
    expect(figureOf(report, 'sales_cycle_mean')).toBeCloseTo(mean, 8)
  })

  test('50: 35 deals of 1,260 days together have the mean 36', async () => {
    const days = Array.from({ length: 35 }, (_, index) => 19 + index)
    const report = await velocityReport(engine, { rows: { opportunities: wonAfter(days) } })
    expect(figureOf(report, 'sales_cycle_mean')).toBe(36)
  })
})

const workingDays = [5, 6, 7, 8, 9, 10, 11].flatMap((date) => {
  const [day, next] = [date, date + 1].map((each) => `2026-03-${String(each).padStart(2, '0')}`)
  const isWeekend = date === 7 || date === 8
  const hours = `business,${day},${day},${next},${day} 09:00,${day} 17:00`
  return [`day,${day},${day},${next},${day},${next}`, ...(isWeekend ? [] : [hours])]
})

/** Leads each created and touched at these moments of March 2026; the 6th is a Friday. */
function answered(pairs: readonly (readonly [string, string])[]) {
  const dayOf = (moment: string) => `2026-03-${moment}`.slice(0, 10)
  const leads = pairs.map(
    ([created], index) =>
      `l${index},2026-03-${created},${dayOf(created)},false,e${index},s${index}`,
  )
  const touches = pairs.map(
    ([, touched], index) => `l${index},t${index},2026-03-${touched},${dayOf(touched)},false`,
  )
  return {
    made: ['lead_responses', 'business_days'],
    rows: {
      calendar: ['kind,label,starts_on,ends_on,starts_at,ends_at', ...workingDays].join('\n'),
      cut: 'cut_at:timestamp(6)\n2026-03-11 12:00',
      events: 'event_id',
      leads: [
        `lead_id,created_at:timestamp(6),created_on:date,date_only,created_event_id:varchar,segment,${otherDimensions}`,
        ...leads.map((line) => `${line}${','.repeat(otherDimensions.split(',').length)}`),
      ].join('\n'),
      human_touches: ['lead_id,event_id,occurred_at,occurred_on,date_only', ...touches].join('\n'),
    },
  }
}

const otherDimensions =
  'source,channel,campaign,campaign_type,content,content_type,region,product,rep,team'

describe('lead response', () => {
  test('26: in business hours Friday 16:30 to Monday 9:30 is 60 minutes', async () => {
    const given = answered([
      ['06 16:30', '09 09:30'],
      ['07 11:00', '09 10:00'],
      ['10 10:00', '10 12:30'],
    ])
    const report = await velocityReport(engine, given)
    const inHours = columnOf(report, 'lead_response_by_segment', 'business_median')
    expect(inHours.map((each) => Number(each) * 60)).toEqual([60, 60, 150])
  })

  test('45: by the clock 10:00 to 10:30 is 30 minutes', async () => {
    const report = await velocityReport(engine, answered([['10 10:00', '10 10:30']]))
    expect(Number(figureOf(report, 'response_median')) * 60).toBe(30)
    expect(figureOf(report, 'response_within_sla')).toBe(1)
  })
})
