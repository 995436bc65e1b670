import { expect, test } from 'vitest'
import { stepsOf } from '#render/chart-waterfall.ts'
import { draw, texts, waterfall } from './fixture-charts.ts'

test('each change of a waterfall hangs where the one before it ended', () => {
  expect(stepsOf(waterfall).map(({ from, to }) => [from, to])).toEqual([
    [0, 1000],
    [1000, 1250],
    [1250, 1250],
    [1250, 750],
    [0, 750],
  ])
})

test('a waterfall says the sign of each change, colour or not', () => {
  const svg = draw(waterfall)
  expect(texts(svg)).toEqual(expect.arrayContaining(['1,000', '+250', '0', '−500', '750']))
  expect(svg).toContain('Start 1,000; New +250; Expansion 0; Churn −500; End 750.')
  const bars = (role: string) => svg.match(new RegExp(`<path [^>]*fill-${role}"`, 'g'))?.length
  expect([bars('series6'), bars('series1'), bars('series2')]).toEqual([4, 2, 2])
})
