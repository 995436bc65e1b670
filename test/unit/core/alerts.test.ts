import { describe, expect, test } from 'vitest'
import { type AlertRule, type AlertState, judge } from '#core/alerts.ts'
import type { Figure } from '#core/report-data.ts'

const rule: AlertRule = {
  figure: 'coverage',
  below: 3,
  minimumN: 10,
  recipients: ['lead@example.com'],
}

const figure = (value: number | null, n: number): Figure => ({
  id: 'coverage',
  label: 'Coverage',
  value,
  unit: 'multiple',
  n,
  receipt: { definition: 'd', variant: 'v', window: 'w', query: 'q' },
})

/** Judges month after month; each is `[month, value, n]`. */
function run(months: readonly [string, number | null, number][], rules = [rule]) {
  let state: AlertState = {}
  return months.map(([month, value, n]) => {
    const period = { label: month, startsOn: `${month}-01`, endsOn: `${month}-28` }
    const judged = judge(rules, { figures: [figure(value, n)], period }, state)
    state = judged.state
    return judged.alerts.map((alert) => alert.kind)
  })
}

test('one breach is not sent, the second in a row is, the third is not again', () => {
  const said = run([
    ['2026-01', 2, 50],
    ['2026-02', 2.9, 50],
    ['2026-03', 1, 50],
  ])
  expect(said).toEqual([[], ['breach'], []])
})

test('a recovery is sent once, and only after a breach was', () => {
  const said = run([
    ['2026-01', 2, 50],
    ['2026-02', 3, 50],
    ['2026-03', 2, 50],
    ['2026-04', 2, 50],
    ['2026-05', 4, 50],
    ['2026-06', 4, 50],
  ])
  expect(said).toEqual([[], [], [], ['breach'], ['recovery'], []])
})

test('the same period judged again is one period, by its last judgement', () => {
  const said = run([
    ['2026-01', 2, 50],
    ['2026-01', 2, 50],
    ['2026-02', 3, 50],
    ['2026-02', 2, 50],
  ])
  expect(said).toEqual([[], [], [], ['breach']])
})

test('an earlier period than the last says nothing', () => {
  expect(
    run([
      ['2026-02', 2, 50],
      ['2026-01', 2, 50],
      ['2026-03', 2, 50],
    ]),
  ).toEqual([[], [], ['breach']])
})

describe('a figure', () => {
  test.each([
    ['without value', null, 50],
    ['that rests on too little', 2, 9],
  ] as const)('%s neither breaches nor recovers', (_, value, n) => {
    expect(
      run([
        ['2026-01', 2, 50],
        ['2026-02', value, n],
        ['2026-03', 2, 50],
      ]),
    ).toEqual([[], [], ['breach']])
  })

  test('above its threshold breaches a rule that says so', () => {
    const above: AlertRule = { ...rule, above: 3 }
    delete (above as { below?: number }).below
    expect(
      run(
        [
          ['2026-01', 3, 50],
          ['2026-02', 3.1, 50],
          ['2026-03', 3.1, 50],
        ],
        [above],
      ),
    ).toEqual([[], [], ['breach']])
  })
})
