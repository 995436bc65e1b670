import { describe, expect, test } from 'vitest'
import {
  highVolumeLowFit,
  highWinRateLowPipeline,
  lowFitFindings,
  lowPipelineFindings,
} from '#core/reports/acquisition/findings.ts'
import type { LeadRow, OriginRow } from '#core/reports/acquisition/rows.ts'

const lead = (value: string, created: number, judged: number, fitting: number): LeadRow => ({
  dimension: 'channel',
  value,
  created,
  previous: 0,
  judged,
  fitting,
})

const origin = (
  value: string,
  won: number,
  lost: number,
  open_amount: string | null,
): OriginRow => ({ dimension: 'channel', value, won, lost, open: 1, unpriced: 0, open_amount })

describe('high volume with low fit', () => {
  const rows = [lead('ads', 300, 100, 20), lead('web', 500, 200, 120), lead('fair', 200, 50, 30)]

  test('is a value with a tenth of the leads that fits clearly less than all others', () => {
    expect(highVolumeLowFit(rows, 'channel')).toEqual([
      {
        dimension: 'channel',
        value: 'ads',
        share: 0.3,
        rate: { part: 20, whole: 100 },
        others: { part: 150, whole: 250 },
      },
    ])
    expect(highVolumeLowFit(rows, 'campaign')).toEqual([])
  })

  test('says so with both counts', () => {
    expect(lowFitFindings(rows, ['campaign', 'channel'])).toEqual([
      {
        text: 'High volume with low fit: channel ads brings 30% of the leads, but 20% (20 of 100) of those judged are ideal customers, against 60% (150 of 250) of all others.',
        table: 'quality_by_channel',
      },
    ])
  })

  test.each([
    ['volume is below a tenth', [lead('ads', 99, 90, 10), lead('web', 901, 200, 120)]],
    ['29 are judged', [lead('ads', 300, 29, 2), lead('web', 700, 200, 120)]],
    ['29 of the others are judged', [lead('ads', 300, 100, 2), lead('web', 700, 29, 20)]],
    ['chance may explain it', [lead('ads', 300, 100, 50), lead('web', 700, 200, 115)]],
    ['it is less than five points', [lead('ads', 300, 9000, 4600), lead('web', 700, 9000, 5000)]],
    ['it fits better', [lead('ads', 300, 100, 80), lead('web', 700, 2000, 1200)]],
    ['there is nothing else', [lead('ads', 300, 100, 10)]],
    ['nobody came', [lead('ads', 0, 0, 0)]],
  ])('is not, when%s', (_, given) => {
    expect(highVolumeLowFit(given, 'channel').filter(({ value }) => value === 'ads')).toEqual([])
  })
})

describe('high win rate with low pipeline', () => {
  const rows = [
    origin('partner', 40, 10, '1000.0000'),
    origin('ads', 60, 140, '8999.9999'),
    origin('web', 40, 60, '0.0001'),
  ]

  test('is a value that wins clearly more than all others and holds little of the money', () => {
    expect(highWinRateLowPipeline(rows, 'channel')).toEqual([
      {
        dimension: 'channel',
        value: 'partner',
        share: 0.1,
        rate: { part: 40, whole: 50 },
        others: { part: 100, whole: 300 },
      },
    ])
  })

  test('says so with both counts', () => {
    expect(lowPipelineFindings(rows, ['campaign', 'channel'])).toEqual([
      {
        text: 'High win rate with low pipeline: channel partner wins 80% (40 of 50), all others 33% (100 of 300), yet it holds 10% of the open pipeline.',
        table: 'quality_by_channel',
      },
    ])
  })

  test.each([
    ['it holds more than 15%', [origin('partner', 40, 10, '16'), origin('ads', 60, 140, '84')]],
    ['29 are closed', [origin('partner', 28, 1, '1'), origin('ads', 60, 140, '84')]],
    ['chance may explain it', [origin('partner', 20, 20, '1'), origin('ads', 90, 110, '84')]],
    ['no open money is known', [origin('partner', 40, 10, null), origin('ads', 60, 140, null)]],
  ])('is not, when%s', (_, given) => {
    expect(highWinRateLowPipeline(given, 'channel')).toEqual([])
  })

  test('holds for a value without any open money, if others have some', () => {
    const given = [origin('partner', 40, 10, null), origin('ads', 60, 140, '84')]
    expect(highWinRateLowPipeline(given, 'channel')).toMatchObject([{ value: 'partner', share: 0 }])
  })
})
