import { describe, expect, test } from 'vitest'
import type { BarsChart, Chart, FunnelChart, LineChart } from '#core/chart.ts'
import { draw, heatmap, texts, waterfall } from './fixture-charts.ts'

const funnel: FunnelChart = {
  kind: 'funnel',
  bars: [
    { label: 'Lead', group: 'Top', count: 8000, stepRate: null, overallRate: 1 },
    { label: 'Won', group: 'Bottom', count: 842, stepRate: 0.10525, overallRate: 0.10525 },
    { label: 'Renewed', group: 'After the sale', count: 0, stepRate: 0, overallRate: 0 },
  ],
}

const bars: BarsChart = {
  kind: 'bars',
  unit: 'rate',
  bars: [
    { label: 'organic', value: 0.25, interval: { low: 0.1, high: 0.5 }, n: 20, smallSample: true },
    { label: 'paid', value: null, interval: null, n: 0 },
  ],
}

const line: LineChart = {
  kind: 'line',
  unit: 'rate',
  labels: ['2026-01', '2026-02', '2026-03'],
  series: [
    { label: 'SMB', values: [0.1, null, 0.3], low: [0.05, null, 0.2], high: [0.2, null, 0.4] },
    { label: 'Enterprise', values: [0.2, 0.25, 0.3] },
  ],
}

describe.each([
  ['funnel', funnel],
  ['bars', bars],
  ['line', line],
  ['heatmap', heatmap],
  ['waterfall', waterfall],
] as const)('%s chart', (_, chart) => {
  const svg = draw(chart)

  test('gives the same bytes however often and after whatever it is drawn', () => {
    draw(line, 'other')
    expect(draw(chart)).toBe(svg)
  })

  test('takes every colour from a class and has no ground of its own', () => {
    expect(svg).not.toMatch(/#fe0d|<style|<rect [^>]*fill="(none|white|#fff)/)
    const shown = svg.replace(/<clipPath[\s\S]*?<\/clipPath>/g, '')
    for (const tag of shown.match(/<(?:path|text|polyline)[^>]*(?:fill|stroke)="#[^>]*>/g) ?? []) {
      expect(tag).toMatch(/class="(?:fill|stroke)-\w+/)
    }
  })

  test('has a name and a description for each drawing, with ids of its own', () => {
    expect(svg.match(/role="img" aria-labelledby="c-(wide|narrow)-title"/g)).toHaveLength(2)
    expect(svg.match(/<title id=/g)).toHaveLength(2)
    const ids = [...`${svg}${draw(chart, 'd')}`.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('scales to its place instead of having a fixed size', () => {
    expect(svg.match(/<svg [^>]*>/g)?.every((tag) => / viewBox="0 0 \d+ \d+"/.test(tag))).toBe(true)
    expect(svg).not.toMatch(/<svg [^>]* width=/)
  })
})

test('a funnel says count, rate of the stage before and of the first stage', () => {
  const said = texts(draw(funnel))
  expect(said).toContain('8,000')
  expect(said.filter((text) => text === '10.5%')).toHaveLength(2)
  expect(said).toContain('10.5% of the stage before, 10.5% of the first')
  expect(draw(funnel)).toContain('Won 842 (10.5% of the stage before, 10.5% of the first)')
})

test('a stage that nobody reached has no bar', () => {
  const filled = (chart: FunnelChart) => draw(chart).match(/class="fill-bar"/g)?.length
  expect(filled(funnel)).toBe(4)
  const reached = funnel.bars.map((bar) => ({ ...bar, count: Math.max(bar.count, 1) }))
  expect(filled({ ...funnel, bars: reached })).toBe(6)
})

test('bars show a missing value as a dash and flag a small sample', () => {
  const said = texts(draw(bars))
  expect(said).toContain('–')
  expect(said).toContain('n 20 (small)')
  expect(draw(bars)).toContain('organic 25.0% (interval 10.0% to 50.0%), small sample')
})

test('a line is broken where a value is missing, and only values with an interval have one', () => {
  expect(draw(line)).toContain('SMB: 2026-01 10.0%, 2026-02 –, 2026-03 30.0%')
  const whiskers = draw(line).match(/stroke-width="1.5"[^>]*class="[^"]*stroke-series1/g)
  expect(whiskers).toHaveLength(2 * 2 * 3)
})

test('a line of steps holds its value up to the next label', () => {
  const [, points = ''] =
    /<path d="M([^"]+)" fill="none" stroke="[^"]+"[^>]*stroke-series2/.exec(
      draw({ ...line, steps: true }),
    ) ?? []
  const [first, second, third, fourth, fifth] = points.split('L').map((point) => point.split(' '))
  expect(second).toEqual([third?.[0], first?.[1]])
  expect(fourth).toEqual([fifth?.[0], third?.[1]])
})

test('labels are text, whatever they look like', () => {
  const hostile = `</text><script>x</script>{a|b} url(#c-wide-1) id="c"`
  const chart: Chart = { ...bars, bars: bars.bars.map((bar) => ({ ...bar, label: hostile })) }
  const svg = draw(chart)
  expect(svg).not.toContain('<script')
  expect(svg).toContain(
    '&lt;/text&gt;&lt;script&gt;x&lt;/script&gt;{a|b} url(#c-wide-1) id=&quot;c&quot;',
  )
  const funnelSvg = draw({
    ...funnel,
    bars: funnel.bars.map((bar) => ({ ...bar, label: hostile })),
  })
  expect(funnelSvg).not.toContain('<script')
  const rows = heatmap.rows.map((row) => ({ ...row, label: hostile }))
  expect(draw({ ...heatmap, rows, columnTitle: hostile })).not.toContain('<script')
  const hanging = waterfall.bars.map((bar) => ({ ...bar, label: hostile }))
  expect(draw({ ...waterfall, bars: hanging })).not.toContain('<script')
})

test('nothing counted draws an empty funnel, not a broken one', () => {
  const none = funnel.bars.map((bar) => ({ ...bar, count: 0, stepRate: null, overallRate: null }))
  expect(draw({ kind: 'funnel', bars: none })).not.toMatch(/NaN|Infinity|undefined/)
  expect(draw({ kind: 'bars', unit: 'rate', bars: [] })).not.toMatch(/NaN|Infinity|undefined/)
  expect(draw({ kind: 'line', unit: 'rate', labels: [], series: [] })).not.toMatch(/NaN|Infinity/)
  expect(draw({ ...heatmap, rows: [] })).not.toMatch(/NaN|Infinity|undefined/)
  const zeros = heatmap.rows.map((row) => ({ ...row, values: [0, 0, null] }))
  expect(draw({ ...heatmap, rows: zeros })).not.toMatch(/NaN|Infinity|undefined/)
  expect(draw({ ...waterfall, bars: [] })).not.toMatch(/NaN|Infinity|undefined/)
  const still = waterfall.bars.map((bar) => ({ ...bar, value: 0 }))
  expect(draw({ ...waterfall, bars: still })).not.toMatch(/NaN|Infinity|undefined/)
})
