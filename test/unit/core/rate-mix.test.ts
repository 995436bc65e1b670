import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rateMix, type SegmentShares } from '#core/rate-mix.ts'

const segment = (
  value: string,
  now: [number, number],
  before: [number, number],
): SegmentShares => ({
  value,
  now: { part: now[0], whole: now[1] },
  before: { part: before[0], whole: before[1] },
})

describe('the change of a rate', () => {
  test('that fell although every segment got better is all mix', () => {
    // Before: 10 of 100 and 80 of 200, 30 %; now: 36 of 300 and 41 of 100, 19.25 %.
    const change = rateMix([
      segment('cold', [36, 300], [10, 100]),
      segment('warm', [41, 100], [80, 200]),
    ])
    expect(change?.change).toBeCloseTo(-0.1075, 12)
    // Cold: 0.75 x 0.02, and (0.75 - 1/3) x (0.1 - 0.3).
    expect(change?.segments[0]?.ratePart).toBeCloseTo(0.015, 12)
    expect(change?.segments[0]?.mixPart).toBeCloseTo(-1 / 12, 12)
    // Warm: 0.25 x 0.01, and (0.25 - 2/3) x (0.4 - 0.3).
    expect(change?.segments[1]?.ratePart).toBeCloseTo(0.0025, 12)
    expect(change?.segments[1]?.mixPart).toBeCloseTo(-1 / 24, 12)
    expect(change?.ratePart).toBeCloseTo(0.0175, 12)
    expect(change?.mixPart).toBeCloseTo(-0.125, 12)
  })

  test('measures a new segment against the total rate before', () => {
    // Before 20 of 100; now 20 of 100 and 30 of 100 new: 25 %.
    const change = rateMix([
      segment('old', [20, 100], [20, 100]),
      segment('new', [30, 100], [0, 0]),
    ])
    expect(change?.segments.map((each) => each.ratePart)).toEqual([0, expect.closeTo(0.05, 12)])
    expect(change?.mixPart).toBeCloseTo(0, 12)
    expect(change?.change).toBeCloseTo(0.05, 12)
  })

  test('gives a vanished segment no rate part', () => {
    // Before 20 of 100 and 60 of 100, 40 %; now 20 of 100.
    const change = rateMix([
      segment('old', [20, 100], [20, 100]),
      segment('gone', [0, 0], [60, 100]),
    ])
    expect(change?.segments[1]).toMatchObject({ ratePart: 0, mixPart: expect.closeTo(-0.1, 12) })
    expect(change?.segments[0]).toMatchObject({ ratePart: 0, mixPart: expect.closeTo(-0.1, 12) })
  })

  test('is not there when a period had nothing', () => {
    expect(rateMix([segment('new', [1, 2], [0, 0])])).toBeNull()
    expect(rateMix([segment('gone', [0, 0], [1, 2])])).toBeNull()
    expect(rateMix([])).toBeNull()
  })

  const counted = fc
    .integer({ min: 0, max: 900 })
    .chain((whole) => fc.tuple(fc.integer({ min: 0, max: whole }), fc.constant(whole)))

  test('is the sum of its parts, whatever the segments', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(counted, counted), { maxLength: 12 }), (pairs) => {
        const change = rateMix(
          pairs.map(([now, before], index) => segment(`${index}`, now, before)),
        )
        if (change === null) return
        expect(change.ratePart + change.mixPart).toBeCloseTo(change.change, 12)
      }),
    )
  })
})
