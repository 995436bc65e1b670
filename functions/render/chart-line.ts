import type { LineChart } from '#core/chart.ts'
import { formatMark, formatValue, missingMark } from '#core/format.ts'
import { whiskers } from './chart-parts.ts'
import { ink, seriesRoles } from './palette.ts'
import type { Drawing } from './svg.ts'

type Series = LineChart['series'][number]

/** More points than this would hide the line under their marks. */
const markedPoints = 31

const symbols = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin'] as const

export function drawWideLine(chart: LineChart): Drawing {
  return draw(chart, 820, 300)
}

export function drawNarrowLine(chart: LineChart): Drawing {
  return draw(chart, 340, 260)
}

/** The chart in words, for those who do not see it. */
export function describeLine(chart: LineChart): string {
  const lines = chart.series.map((series) => {
    const points = chart.labels.map((label, index) => {
      const value = series.values[index] ?? null
      return `${label} ${value === null ? missingMark : formatValue(value, chart.unit, 'brief')}`
    })
    return `${series.label}: ${points.join(', ')}`
  })
  return `${lines.join('; ')}.`
}

const legendGap = 18
const legendLine = 33

/** Lines that the legend needs: a mark and about seven pixels a letter for each series. */
function legendLines({ series }: LineChart, width: number): number {
  let [lines, used] = [1, 0]
  for (const { label } of series) {
    const needed = 30 + 7 * label.length
    if (used > 0 && used + needed > width) [lines, used] = [lines + 1, 0]
    used += needed + legendGap
  }
  return lines
}

function draw(chart: LineChart, width: number, plain: number): Drawing {
  const legend = chart.series.length > 1
  const more = legend ? (legendLines(chart, width) - 1) * legendLine : 0
  const height = plain + more
  const axisLabel = { color: ink('muted'), fontSize: 13 }
  return {
    width,
    height,
    option: {
      grid: { left: 52, right: 16, top: legend ? 40 + more : 14, bottom: 30, containLabel: false },
      ...(legend ? { legend: legendOption() } : {}),
      xAxis: {
        type: 'category',
        data: chart.labels,
        axisLabel: { ...axisLabel, hideOverlap: true, alignMinLabel: 'center' },
        axisLine: { lineStyle: { color: ink('line') } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        min: chart.unit === 'rate' ? 0 : undefined,
        splitNumber: 4,
        axisLabel: { ...axisLabel, formatter: (value: number) => formatMark(value, chart.unit) },
        splitLine: { lineStyle: { color: ink('line') } },
      },
      series: [
        ...chart.series.map((series, index) => lineOption(chart, series, index)),
        ...chart.series.flatMap(intervalOption),
      ],
    },
  }
}

function legendOption(): object {
  return {
    top: 0,
    left: 0,
    itemGap: legendGap,
    selectedMode: false,
    textStyle: { color: ink('ink'), fontSize: 13 },
  }
}

function lineOption(chart: LineChart, series: Series, index: number): object {
  const color = ink(seriesRoles[index % seriesRoles.length] ?? 'series1')
  return {
    type: 'line',
    name: series.label,
    data: series.values,
    symbol: symbols[index % symbols.length],
    symbolSize: 7,
    showSymbol: chart.labels.length <= markedPoints,
    showAllSymbol: true,
    ...(chart.steps ? { step: 'end' } : {}),
    connectNulls: false,
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width: 2 },
  }
}

function intervalOption(series: Series, index: number): object[] {
  const data = series.values.flatMap((value, at) => {
    const low = series.low?.[at] ?? null
    const high = series.high?.[at] ?? null
    return value === null || low === null || high === null ? [] : [[at, low, high] as const]
  })
  const role = seriesRoles[index % seriesRoles.length] ?? 'series1'
  return data.length > 0 ? [whiskers(data, role, true)] : []
}
