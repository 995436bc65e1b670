import type { FunnelChart } from '#core/chart.ts'
import { formatCount, formatRate, missingMark } from '#core/format.ts'
import { barAxes, barSeries, rule, text } from './chart-parts.ts'
import type { Drawing } from './svg.ts'

type Bar = FunnelChart['bars'][number]

/** Bars over pale bars of the stage before, figures in columns at the right. */
export function drawWideFunnel(chart: FunnelChart): Drawing {
  const width = 820
  const band = 46
  const top = 34
  const columns = { count: width - 220, step: width - 108, overall: width }
  const height = top + band * chart.bars.length
  const heads = [
    text(columns.count, 12, 'Reached', { align: 'right', role: 'muted', size: 13 }),
    text(columns.step, 12, 'Of stage before', { align: 'right', role: 'muted', size: 13 }),
    text(columns.overall, 12, 'Of first stage', { align: 'right', role: 'muted', size: 13 }),
  ]
  const rows = chart.bars.flatMap((bar, index) => {
    const y = top + band * (index + 0.5)
    const newGroup = bar.group !== chart.bars[index - 1]?.group
    return [
      ...(newGroup ? [rule(0, width, y - band / 2)] : []),
      ...(newGroup ? [text(0, y, bar.group, { role: 'muted', size: 13, width: 92 })] : []),
      text(98, y, bar.label, { width: 164 }),
      text(columns.count, y, formatCount(bar.count), { align: 'right', bold: true }),
      text(columns.step, y, rate(bar.stepRate), { align: 'right' }),
      text(columns.overall, y, rate(bar.overallRate), { align: 'right' }),
    ]
  })
  const grid = { left: 270, right: 300, top, bottom: 0, containLabel: false }
  return { width, height, option: { ...bars(chart, 22), grid, graphic: [...heads, ...rows] } }
}

/** For phones: label and count above each bar, rates below it. */
export function drawNarrowFunnel(chart: FunnelChart): Drawing {
  const width = 340
  const band = 78
  const height = band * chart.bars.length
  const rows = chart.bars.flatMap((bar, index) => {
    const y = band * (index + 0.5)
    return [
      text(0, y - 22, bar.label, { bold: true, width: 190 }),
      text(width, y - 22, formatCount(bar.count), { align: 'right', bold: true }),
      text(0, y + 21, ratesText(bar, index), { role: 'muted', size: 13, width }),
    ]
  })
  const grid = { left: 0, right: 0, top: 0, bottom: 0, containLabel: false }
  return { width, height, option: { ...bars(chart, 18), grid, graphic: rows } }
}

/** The chart in words, for those who do not see it. */
export function describeFunnel(chart: FunnelChart): string {
  const parts = chart.bars.map((bar, index) => {
    const rates = index === 0 ? '' : ` (${ratesText(bar, index)})`
    return `${bar.label} ${formatCount(bar.count)}${rates}`
  })
  return `${parts.join('; ')}.`
}

function ratesText(bar: Bar, index: number): string {
  if (index === 0) return 'first stage'
  return `${rate(bar.stepRate)} of the stage before, ${rate(bar.overallRate)} of the first`
}

function bars(chart: FunnelChart, thickness: number): object {
  const counts = chart.bars.map((bar) => bar.count)
  const before = counts.map((_, index) => counts[index - 1] ?? null)
  return {
    ...barAxes(counts.length, Math.max(...counts)),
    series: [barSeries(before, 'ghost', thickness), barSeries(counts, 'bar', thickness)],
  }
}

function rate(value: number | null): string {
  return value === null ? missingMark : formatRate(value, 1)
}
