import type { BarsChart } from '#core/chart.ts'
import { formatCount, formatInterval, formatValue, missingMark } from '#core/format.ts'
import { barAxes, barSeries, text, whiskers } from './chart-parts.ts'
import type { Drawing } from './svg.ts'

type Bar = BarsChart['bars'][number]

/** Label, bar with its interval, value and number of observations. */
export function drawWideBars(chart: BarsChart): Drawing {
  const width = 820
  const band = 36
  const rows = chart.bars.flatMap((bar, index) => {
    const y = band * (index + 0.5)
    return [
      text(0, y, bar.label, { width: 190 }),
      text(width - 110, y, valueText(chart, bar), { align: 'right', bold: true }),
      text(width, y, sizeText(bar), { align: 'right', role: sizeRole(bar), size: 13 }),
    ]
  })
  const grid = { left: 200, right: 210, top: 0, bottom: 0, containLabel: false }
  return {
    width,
    height: band * chart.bars.length,
    option: { ...bars(chart, 16), grid, graphic: rows },
  }
}

/** For phones: label and value above each bar. */
export function drawNarrowBars(chart: BarsChart): Drawing {
  const width = 340
  const band = 58
  const rows = chart.bars.flatMap((bar, index) => {
    const y = band * (index + 0.5)
    return [
      text(0, y - 16, bar.label, { width: 150 }),
      text(width - 82, y - 16, valueText(chart, bar), { align: 'right', bold: true }),
      text(width, y - 16, sizeText(bar), { align: 'right', role: sizeRole(bar), size: 13 }),
    ]
  })
  const grid = { left: 0, right: 0, top: 10, bottom: -10, containLabel: false }
  return {
    width,
    height: band * chart.bars.length,
    option: { ...bars(chart, 14), grid, graphic: rows },
  }
}

/** The chart in words, for those who do not see it. */
export function describeBars(chart: BarsChart): string {
  const parts = chart.bars.map((bar) => {
    const interval = bar.interval
      ? ` (interval ${formatInterval(bar.interval, chart.unit, 'brief')})`
      : ''
    return `${bar.label} ${valueText(chart, bar)}${interval}${bar.smallSample ? ', small sample' : ''}`
  })
  return `${parts.join('; ')}.`
}

function bars(chart: BarsChart, thickness: number): object {
  const values = chart.bars.map((bar) => bar.value)
  const max = Math.max(0, ...chart.bars.map((bar) => bar.interval?.high ?? bar.value ?? 0))
  const intervals = chart.bars.flatMap((bar, index) =>
    bar.interval ? [[index, bar.interval.low, bar.interval.high] as const] : [],
  )
  return {
    ...barAxes(values.length, max * 1.02),
    series: [
      barSeries(values, 'bar', thickness),
      ...(intervals.length > 0 ? [whiskers(intervals, 'whisker', false)] : []),
    ],
  }
}

function valueText(chart: BarsChart, bar: Bar): string {
  return bar.value === null ? missingMark : formatValue(bar.value, chart.unit, 'brief')
}

function sizeText(bar: Bar): string {
  if (bar.n === null || bar.n === undefined) return bar.smallSample ? 'small sample' : ''
  return `n ${formatCount(bar.n)}${bar.smallSample ? ' (small)' : ''}`
}

function sizeRole(bar: Bar): 'notice' | 'muted' {
  return bar.smallSample ? 'notice' : 'muted'
}
